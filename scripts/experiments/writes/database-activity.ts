import type pg from 'pg';
import { onlyRow } from '../only-row.ts';
import { walBytesExpression } from '../wal-bytes.ts';

/** Counters of the whole server, which only rise. */
const counters = `
SELECT ${walBytesExpression} AS "walBytes",
  (SELECT sum(shared_blks_dirtied) FROM pg_stat_statements)::float8 AS "buffersDirtied",
  (SELECT sum(writes) FROM pg_stat_io WHERE object = 'relation')::float8 AS "buffersWritten",
  (SELECT num_timed + num_requested FROM pg_stat_checkpointer)::float8 AS checkpoints,
  (SELECT sum(autovacuum_count + autoanalyze_count) FROM pg_stat_user_tables)::float8 AS autovacuums`;

/** What a server did: written log, pages changed and written, checkpoints, autovacuum's runs. */
export type DatabaseActivity = Record<
  'walBytes' | 'buffersDirtied' | 'buffersWritten' | 'checkpoints' | 'autovacuums',
  number
>;

const readCounters = (client: pg.ClientBase) => onlyRow<DatabaseActivity>(client, counters);

/**
 * Measures what the server did during `work`, as the superuser. Autovacuum and checkpoints that
 * have not ended yet are not counted.
 */
export async function measureActivity<Result>(
  client: pg.ClientBase,
  work: () => Promise<Result>,
): Promise<[activity: DatabaseActivity, result: Result]> {
  const before = await readCounters(client);
  const result = await work();
  const after = await readCounters(client);
  const increase = (name: keyof DatabaseActivity) => after[name] - before[name];
  const activity = {
    walBytes: increase('walBytes'),
    buffersDirtied: increase('buffersDirtied'),
    buffersWritten: increase('buffersWritten'),
    checkpoints: increase('checkpoints'),
    autovacuums: increase('autovacuums'),
  };
  return [activity, result];
}
