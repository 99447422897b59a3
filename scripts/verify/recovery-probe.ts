import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { LockEvidence, RecoveryEvidence, RecoveryFailure } from './evidence.ts';
import { lockAgain, type Usage } from './lock-again.ts';
import { waitUntilServed } from './serves-again.ts';

/** Enough that each pool of an API with several of them is as busy as in the first lock. */
const fullHouse = 120;
/** How long to wait until the sessions have ended, and then until the API has noticed. */
const goneMs = 2000;
const noticedMs = 250;

const terminateSessions = `
SELECT count(pg_terminate_backend(pid, $2))::integer AS count
FROM pg_stat_activity
WHERE usename = $1 AND datname = current_database() AND pid <> pg_backend_pid()`;

/** Whether the API uses as many connections as in the first lock, and no more. */
function compareUsage(before: LockEvidence, now: Usage): RecoveryFailure | undefined {
  if (now.waiting < before.waitingSoon) {
    const text = `at first, ${before.waitingSoon} queries ran at once; later, only ${now.waiting}`;
    return { kind: 'fewer connections', text };
  }
  if (now.sessions <= 2 * before.sessions) return undefined;
  const text = `at first, the API had ${before.sessions} connections; later, ${now.sessions}`;
  return { kind: 'more connections', text };
}

/**
 * Whether the API serves again after the tables were locked, with as many connections as before,
 * and after the server ended its sessions, first while they were busy and then while they were
 * idle. The server never refuses new ones: a pooler such as PgBouncer then waits for fifteen
 * seconds before it tries again.
 * @param before what happened in the first lock
 * @param slowMs how much longer than usual the API may take, because its feed is slow
 */
export async function probeRecovery(
  address: string,
  client: pg.ClientBase,
  before: LockEvidence,
  slowMs: number,
  signal: AbortSignal,
): Promise<RecoveryEvidence> {
  const endSessions = async (): Promise<undefined> => {
    await client.query(terminateSessions, [before.role, goneMs]);
    await wait(noticedMs, undefined, { signal });
  };
  const compare = async (most: Usage) => compareUsage(before, most);
  const full = { requests: fullHouse, wanted: before.waitingSoon };
  // Fewer than there are connections, and then a pause: node-postgres may give a connection that
  // the server has just ended to the next request, and then emits an error that no pool listens to.
  const few = Math.max(1, Math.floor(before.waitingSoon / 2));
  const survived: string[] = [];
  let fromMemory = 0;
  const lock = async (...[sizes, whileWaiting]: [typeof full, Parameters<typeof lockAgain>[4]]) => {
    const locked = await lockAgain(address, client, sizes, signal, whileWaiting);
    fromMemory += locked.fromMemory;
    return locked.failure;
  };
  const troubles: [after: string, cause: () => Promise<RecoveryFailure | undefined>][] = [
    ['the tables were locked', async () => undefined],
    ['they were locked again', () => lock(full, compare)],
    ['the server ended its sessions during a query', () => lock({ requests: few, wanted: few }, endSessions)],
    ['the server ended its idle sessions', endSessions],
    ['they were locked once more', () => lock(full, compare)],
  ];
  for (const [after, cause] of troubles) {
    const failure = (await cause()) ?? (await waitUntilServed(address, after, slowMs, signal));
    if (failure) return { survived, failure, fromMemory };
    survived.push(after);
  }
  return { survived, failure: undefined, fromMemory };
}
