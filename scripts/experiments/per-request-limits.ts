import { withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName } from '../../db-migrations/src/names.ts';
import { waitUntil } from '../lib/timing.ts';
import { storyUsers } from '../scenario/story.ts';
import { perRequest, sharedPool } from './api-code.ts';
import { type Experiment, type ExperimentContext, type ExperimentRow, scaledSeconds } from './experiment.ts';
import { withApis } from './experiment-api.ts';
import { measureLoad } from './measure-load.ts';
import { countBackends } from './process-stats.ts';

const cases = [
  { pool: 'per request', max: 1, limitMs: 150 },
  { pool: 'per request', max: 10, limitMs: 150 },
  { pool: 'per request', max: 1, limitMs: 2000 },
  { pool: 'per request', max: 1, limitMs: 10_000 },
  { pool: 'shared', max: 1, limitMs: 2000 },
  { pool: 'shared', max: 10, limitMs: 2000 },
] as const;
type PoolCase = (typeof cases)[number];

const titleOf = ({ pool, max, limitMs }: PoolCase) => `${pool}, max ${max}, ${limitMs} ms`;

function codeOf({ pool, max, limitMs }: PoolCase) {
  const settings = `max: ${max}, connectionTimeoutMillis: ${limitMs}`;
  return { mine: pool === 'shared' ? sharedPool(settings) : perRequest(settings) };
}

/**
 * Sessions opened in the lab's database so far. Waits until at most `openSessions` are left and
 * nobody is logging in: a session is counted in pg_stat_database when it is first idle, at the
 * latest when it ends.
 */
async function countSessions({ server, signal }: ExperimentContext, openSessions: number): Promise<number> {
  const isIdle = () => {
    const { all, starting, authenticating } = countBackends(server.dataFolder);
    return all <= openSessions && starting === 0 && authenticating === 0;
  };
  if (!(await waitUntil(isIdle, { timeoutMs: 30_000, signal })))
    throw new Error('there are still sessions 30 s after the load');
  return withClient(server.adminUrl, async (client) => {
    const { rows } = await client.query<{ sessions: number }>(
      'SELECT sessions::integer FROM pg_stat_database WHERE datname = $1',
      [databaseName],
    );
    return rows[0]?.sessions ?? 0;
  });
}

export const perRequestLimits: Experiment = {
  name: 'per-request-limits',
  question: 'Does the pool per request fail because of max: 1 or because of its timeout of 150 ms?',
  method: `The API with a pool per request and larger numbers, and with one shared pool, each under ${storyUsers} users for 10 s; no index. Connections are those that the API opened, sessions those that logged in to PostgreSQL.`,
  takes: 'a minute and a half',

  run(context) {
    const codes = Object.fromEntries(cases.map((poolCase) => [titleOf(poolCase), codeOf(poolCase)]));
    return withApis(context, codes, async (withApi) => {
      const rows: ExperimentRow[] = [];
      for (const poolCase of cases) {
        const title = titleOf(poolCase);
        const row = await withApi(title, async (api): Promise<ExperimentRow> => {
          // Those of the shared pool stay open.
          const openSessions = poolCase.pool === 'shared' ? poolCase.max : 0;
          const sessionsBefore = await countSessions(context, openSessions);
          const plan = { title, durationSeconds: scaledSeconds(context, 10) };
          const { load, ...measured } = await measureLoad(context, api, plan);
          const sessions = (await countSessions(context, openSessions)) - sessionsBefore;
          return {
            ...poolCase,
            successRate: load.successRate,
            requestsPerSecond: load.requestsPerSecond,
            succeededPerSecond: (load.requests - load.failed) / load.durationSeconds,
            meanMs: load.latencyMs.mean,
            p99Ms: load.latencyMs.p99,
            connectionsPerRequest: measured.connectionsOpened / load.requests,
            sessionsPerRequest: sessions / load.requests,
            apiCpuMsPerRequest: measured.apiCpuMs,
            postgresCpuMsPerRequest: measured.postgresCpuMs,
            mostFrequentError: load.errors[0]?.code ?? null,
          };
        });
        rows.push(row);
      }
      return { rows };
    });
  },
};
