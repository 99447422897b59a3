import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { apiBackends, otherPrograms } from '../measure/api-backends.ts';

const pollEveryMs = 50;
/**
 * Seen at these intervals, a session that runs many looks as if it ran few. One for a single
 * request may begin with another, to set a limit for example, but that is too short to be seen.
 */
const queriesOfReused = 2;

const sessions = `
SELECT pid, backend_start > $2 AS "isNew", query_start::text AS query
${apiBackends}`;

/**
 * Counts the sessions that the API adds to those it has, and uses again and again, while `work`
 * runs: a pool may grow while its line is long, and close them as soon as it is not. Those that
 * replace others are not counted, and neither is one that serves a single request.
 */
export async function countAdded(client: pg.ClientBase, work: () => Promise<void>): Promise<number> {
  const { rows } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const queries = new Map<number, Set<string>>();
  const look = async (): Promise<number> => {
    const parameters = [otherPrograms, rows[0]?.now];
    const found = await client.query<{ pid: number; isNew: boolean; query: string | null }>(sessions, parameters);
    for (const { pid, isNew, query } of found.rows)
      if (isNew && query !== null) queries.set(pid, (queries.get(pid) ?? new Set()).add(query));
    return found.rows.length;
  };
  const before = await look();
  let most = before;
  const done = new AbortController();
  const looking = (async () => {
    while (!done.signal.aborted) {
      most = Math.max(most, await look());
      await wait(pollEveryMs, undefined, { signal: done.signal }).catch(() => {});
    }
  })();
  // It is awaited later.
  looking.catch(() => {});
  try {
    await work();
  } finally {
    done.abort();
    await looking;
  }
  const reused = [...queries.values()].filter(({ size }) => size >= queriesOfReused).length;
  return Math.min(reused, most - before);
}
