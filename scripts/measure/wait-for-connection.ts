import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../lib/lab-error.ts';
import type { TargetContext } from '../targets/target.ts';

/** Twice as long as node-postgres keeps an idle connection by default. */
const limitMs = 20_000;
const intervalMs = 500;

/**
 * Waits until the database accepts a connection: after a load test, an API may hold all of them
 * until it closes those that are idle. Resolves to whether there is one now.
 */
export async function waitForConnection({ target, report, signal }: TargetContext): Promise<boolean> {
  const isLeft = () =>
    target.query('SELECT').then(
      () => true,
      (error) => {
        if (error instanceof LabError && error.code === 'no_connection_left') return false;
        throw error;
      },
    );
  if (await isLeft()) return true;
  return report.step('Wait until the API closes a connection to the database', async () => {
    const deadline = Date.now() + limitMs;
    while (Date.now() < deadline) {
      await wait(intervalMs, undefined, { signal });
      if (await isLeft()) return true;
    }
    return false;
  });
}
