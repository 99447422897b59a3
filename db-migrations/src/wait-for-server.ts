import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from './database-access.ts';

const retryIntervalMs = 1000;
/** invalid_password (PostgreSQL documentation, "PostgreSQL Error Codes"). */
const invalidPassword = '28P01';

/** The server was initialized with a different password, so waiting does not help. */
export class PasswordMismatch extends Error {
  override name = 'PasswordMismatch';
}

/** Retries `work` until it succeeds. After `waitSeconds`, rejects with the last error. */
export async function retry<Result>(name: string, waitSeconds: number, work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PasswordMismatch || Date.now() > deadline) throw error;
      console.log(`waiting for ${name}: ${(error as Error).message}`);
      await wait(retryIntervalMs);
    }
  }
}

/**
 * Waits until the server accepts the superuser. The volume keeps the password of its first start,
 * while a chart that is rendered without access to the cluster generates new ones each time.
 * @throws {PasswordMismatch} at once
 */
export function waitForServer(adminUrl: string, waitSeconds: number): Promise<void> {
  return retry('PostgreSQL', waitSeconds, () =>
    withClient(adminUrl, async () => {}).catch((error) => {
      if (error.code !== invalidPassword) throw error;
      throw new PasswordMismatch(
        `${error.message}: the passwords in the Secret are not those that the database's volume was created with. ` +
          'If a tool such as Argo CD or helm template renders the chart without access to the cluster, it generates new ' +
          'passwords each time: put the original ones into a Secret of your own, and set auth.existingSecret to its name.',
        { cause: error },
      );
    }),
  );
}
