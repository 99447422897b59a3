import { loadavg } from 'node:os';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { storyUsers } from '../../scenario/story.ts';
import type { ExperimentContext, ExperimentRow } from '../experiment.ts';
import { writerConnections } from './measure-writes.ts';
import type { WritesPlan } from './writes-plan.ts';

const settings = [
  ...['server_version', 'shared_buffers', 'fsync', 'synchronous_commit', 'wal_sync_method', 'full_page_writes'],
  ...['max_wal_size', 'checkpoint_timeout', 'autovacuum_naptime', 'autovacuum_vacuum_insert_scale_factor'],
];

/** Under which conditions the options are compared. Called before the first round. */
export async function readWriteConditions(
  { server }: ExperimentContext,
  { posts, rounds, seconds }: WritesPlan,
): Promise<ExperimentRow[]> {
  const own: ExperimentRow = {
    posts,
    rounds,
    'seconds measured': seconds,
    'feed readers': storyUsers,
    "the writer's connections": writerConnections,
    // Nearly 0 on a machine with nothing else to do.
    'load average just before': loadavg()[0] ?? null,
    'Node.js': process.versions.node,
  };
  const ofServer = await withClient(server.apiUrl, async (client) => {
    const { rows } = await client.query<{ condition: string; value: string }>(
      'SELECT name AS condition, current_setting(name) AS value FROM unnest($1::text[]) AS name',
      [settings],
    );
    return rows;
  });
  return [...Object.entries(own).map(([condition, value]) => ({ condition, value })), ...ofServer];
}
