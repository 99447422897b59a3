import type pg from 'pg';
import type { BusySessions } from '../results/result.ts';
import { apiBackends, lookAgain, otherPrograms } from './api-backends.ts';

const countSessions = `
SELECT
  (count(*) FILTER (WHERE state = 'active'))::integer AS running,
  (count(*) FILTER (WHERE state = 'active' AND wait_event_type = 'Lock'))::integer AS "waitingForLocks",
  (count(*) FILTER (WHERE state LIKE 'idle in transaction%'))::integer AS "idleInTransaction"
${apiBackends}`;

/** What the API's sessions are doing in PostgreSQL now. */
export async function readBusySessions(client: pg.ClientBase): Promise<BusySessions> {
  await lookAgain(client);
  const { rows } = await client.query<BusySessions>(countSessions, [otherPrograms]);
  if (!rows[0]) throw new Error('an aggregate returned no row');
  return rows[0];
}
