import type pg from 'pg';
import { connect } from '../../../db-migrations/src/database-access.ts';
import type { Sample } from '../../lib/metrics.ts';
import { indexIsValid } from '../../scenario/posts-index.ts';

/** Uses the names of postgres_exporter, which exports these statistics in the cluster. */
const statisticsQuery = `
  SELECT 'pg_stat_activity_count' AS name, jsonb_build_object('datname', datname, 'state', coalesce(state, '')) AS labels,
         count(*)::float8 AS value
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() GROUP BY datname, state
  UNION ALL
  SELECT 'pg_settings_max_connections', '{}', setting::float8 FROM pg_settings WHERE name = 'max_connections'
  UNION ALL
  SELECT 'pg_stat_user_tables_seq_tup_read', jsonb_build_object('relname', relname), seq_tup_read::float8
  FROM pg_stat_user_tables
  UNION ALL
  SELECT 'pg_stat_user_tables_idx_tup_fetch', jsonb_build_object('relname', relname), coalesce(idx_tup_fetch, 0)::float8
  FROM pg_stat_user_tables`;

/** Keeps one connection, so that a scrape does not need a login. Reconnects if it is lost. */
export function postgresStatistics(timeoutMs: number) {
  let client: pg.Client | undefined;
  const close = async () => {
    const lost = client;
    client = undefined;
    await lost?.end().catch(() => {});
  };
  return {
    async read(url: string) {
      try {
        client ??= await connect(url, {
          application_name: 'feed-lab live page',
          connectionTimeoutMillis: timeoutMs,
          query_timeout: timeoutMs,
        });
        const { rows } = await client.query<Sample>(statisticsQuery);
        const index = await client.query<{ valid: boolean }>(`SELECT ${indexIsValid} AS valid`);
        return { samples: rows, indexValid: index.rows[0]?.valid ?? false };
      } catch (error) {
        await close();
        throw error;
      }
    },
    close,
  };
}
