import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { waitUntil } from '../lib/timing.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { perRequest, sharedPool } from './api-code.ts';
import { withApis } from './bench-api.ts';
import { withServer } from './bench-server.ts';
import { type Experiment, secondsOf } from './experiment.ts';
import { measureLoad } from './measure-load.ts';
import { readBackends } from './postgres-processes.ts';
import type { Row } from './row.ts';

const cases = [
  { pool: 'per request', max: 1, limitMs: 150 },
  { pool: 'per request', max: 10, limitMs: 150 },
  { pool: 'per request', max: 1, limitMs: 2000 },
  { pool: 'per request', max: 1, limitMs: 10_000 },
  { pool: 'shared', max: 1, limitMs: 2000 },
  { pool: 'shared', max: 10, limitMs: 2000 },
] as const;

const nameOf = ({ pool, max, limitMs }: (typeof cases)[number]) => `${pool}, max ${max}, ${limitMs} ms`;

function codeOf({ pool, max, limitMs }: (typeof cases)[number]) {
  const settings = `max: ${max}, connectionTimeoutMillis: ${limitMs}`;
  return { mine: pool === 'shared' ? sharedPool(settings) : perRequest(settings) };
}

/**
 * Sessions that have been opened in the lab's database so far, once there are no others than `stay` and nobody is logging in: a session
 * writes down that it was there when it first rests, at the latest when it ends.
 */
async function countSessions(
  { adminUrl, dataFolder }: ThrowawayServer,
  stay: number,
  signal: AbortSignal,
): Promise<number> {
  const isQuiet = () => {
    const { all, starting, authenticating } = readBackends(dataFolder);
    return all <= stay && starting === 0 && authenticating === 0;
  };
  if (!(await waitUntil(isQuiet, { timeoutMs: 30_000, signal })))
    throw new Error('there are still sessions half a minute after the load');
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ sessions: number }>(
      'SELECT sessions::integer FROM pg_stat_database WHERE datname = $1',
      [databaseName],
    );
    return rows[0]?.sessions ?? 0;
  });
}

export const perRequestLimits: Experiment = {
  name: 'per-request-limits',
  question: 'Is it the 1 or the 150 ms of the pool per request that fails?',
  method:
    'The API with a pool per request and larger numbers, and with one shared pool, each under 100 users for 10 s; no index. Connections are those that the API dialled, sessions those that PostgreSQL let in.',
  takes: 'a minute and a half',

  run: (context) =>
    withServer(context, (server) => {
      const codes = Object.fromEntries(cases.map((each) => [nameOf(each), codeOf(each)]));
      return withApis(context, codes, async (withApi) => {
        const rows: Row[] = [];
        for (const each of cases) {
          const row = await withApi(nameOf(each), server, async (api) => {
            // Those of the shared pool stay open.
            const count = () => countSessions(server, each.pool === 'shared' ? each.max : 0, context.signal);
            const sessionsBefore = await count();
            const { load, counted, ...cpu } = await measureLoad(context, server, api, {
              title: nameOf(each),
              durationSeconds: secondsOf(context, 10),
            });
            const sessions = (await count()) - sessionsBefore;
            return {
              ...each,
              successRate: load.successRate,
              requestsPerSecond: load.requestsPerSecond,
              succeededPerSecond: (load.requests - load.failed) / load.durationSeconds,
              meanMs: load.latencyMs.mean,
              p99Ms: load.latencyMs.p99,
              connectionsPerRequest: counted('db_connections_opened_total') / load.requests,
              sessionsPerRequest: sessions / load.requests,
              apiCpuMsPerRequest: cpu.apiCpuMs,
              postgresCpuMsPerRequest: cpu.postgresCpuMs,
              mostFrequentError: load.errors[0]?.code ?? null,
            };
          });
          rows.push(row);
        }
        return { posts: defaultSeed.posts, scramIterations: defaultScramIterations, rows };
      });
    }),
};
