import { setTimeout as wait } from 'node:timers/promises';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { perRequest, sharedPool } from '../gallery/fix.ts';
import type { RunningTestServer } from '../testing/test-server.ts';
import { withApis } from './bench-api.ts';
import { withServer } from './bench-server.ts';
import { type Experiment, secondsOf } from './experiment.ts';
import type { Row } from './kept-run.ts';
import { measureLoad } from './measure-load.ts';

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

/** Sessions that have been opened in the lab's database so far. A session that ends or rests writes it down within a second. */
async function countSessions({ adminUrl }: RunningTestServer): Promise<number> {
  await wait(1100);
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
            const sessionsBefore = await countSessions(server);
            const { load, counted, ...cpu } = await measureLoad(context, server, api, {
              title: nameOf(each),
              durationSeconds: secondsOf(context, 10),
            });
            const sessions = (await countSessions(server)) - sessionsBefore;
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
