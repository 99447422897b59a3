import { migrate } from '../../db-migrations/src/migrate.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { median } from '../lib/numbers.ts';
import { waitUntil } from '../lib/timing.ts';
import type { LoadReport } from '../load/load-report.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { sharedPool } from './api-code.ts';
import { type WithApi, withApis } from './bench-api.ts';
import { seedForQueryOf, withServer } from './bench-server.ts';
import { grown, postgresCpuMs } from './cpu-time.ts';
import { type Experiment, type ExperimentContext, secondsOf, timesOf } from './experiment.ts';
import { measureLoad } from './measure-load.ts';
import { postgresMemoryBytes, readBackends } from './postgres-processes.ts';
import type { Row } from './row.ts';

const sizes = [1, 2, 5, 10, 20, 50, 90];
const rounds = 3;
const wantedQueryMs = 5;
/** Longer than anybody waits: here it is to be seen how fast a pool is, and not whom it turns away. */
const limitMs = 60_000;

const nameOf = (size: number) => String(size);

interface Measured {
  load: LoadReport;
  apiCpuMs: number | null;
  postgresCpuMs: number | null;
  memoryBytes: number | null;
}

/** Upwards, downwards, and from the middle: what happens to the machine meanwhile shall not meet the same sizes each time. */
function orderOf(round: number): number[] {
  if (round % 3 === 0) return sizes;
  return round % 3 === 1 ? sizes.toReversed() : [...sizes.slice(3), ...sizes.slice(0, 3)];
}

async function measureSize(
  context: ExperimentContext,
  server: ThrowawayServer,
  withApi: WithApi<string>,
  size: number,
  title: string,
): Promise<Measured> {
  // Over the whole life of the sessions: /proc has hundredths of a second for each that runs, and adds up exactly what has ended.
  const [measured, databaseCpuMs] = await grown(
    () => postgresCpuMs(server.dataFolder),
    async () => {
      const found = await withApi(nameOf(size), server, async (api) => {
        const load = (part: string, seconds: number) =>
          measureLoad(context, server, api, {
            title: `${title}, ${part}`,
            durationSeconds: secondsOf(context, seconds),
          });
        const warmUp = await load('warm-up', 2);
        const { load: report, apiCpuMs } = await load('measured', 10);
        // Its connections are still there, and still hold what they have taken.
        const memoryBytes = postgresMemoryBytes(server.dataFolder);
        return { load: report, apiCpuMs, memoryBytes, allRequests: warmUp.load.requests + report.requests };
      });
      await waitUntil(() => readBackends(server.dataFolder).all === 0, { timeoutMs: 5000, signal: context.signal });
      return found;
    },
  );
  return { ...measured, postgresCpuMs: databaseCpuMs && databaseCpuMs / measured.allRequests };
}

function rowOf(indexed: boolean, size: number, measured: Measured[]): Row {
  const middle = (read: (one: Measured) => number | null) => median(measured.map((one) => read(one) ?? Number.NaN));
  const rates = measured.map(({ load }) => load.requestsPerSecond);
  return {
    indexed,
    connections: size,
    requestsPerSecond: middle(({ load }) => load.requestsPerSecond),
    slowestRoundPerSecond: Math.min(...rates),
    fastestRoundPerSecond: Math.max(...rates),
    meanMs: middle(({ load }) => load.latencyMs.mean),
    p99Ms: middle(({ load }) => load.latencyMs.p99),
    failed: measured.reduce((total, { load }) => total + load.failed, 0),
    postgresCpuMsPerRequest: middle(({ postgresCpuMs }) => postgresCpuMs),
    apiCpuMsPerRequest: middle(({ apiCpuMs }) => apiCpuMs),
    postgresMemoryBytes: middle(({ memoryBytes }) => memoryBytes),
  };
}

export const poolSizes: Experiment = {
  name: 'pool-sizes',
  question: 'How many connections should one shared pool have?',
  method: `One shared pool of each size under ${storyUsers} users, 10 s after 2 s of warm-up, three rounds in changing order, the median of the rounds. The limit of the wait is ${limitMs / 1000} s, so that nobody is turned away. There are as many posts as make the feed query take about ${wantedQueryMs} ms without the index.`,
  takes: '11 minutes',

  run: (context) =>
    withServer(context, async (server) => {
      const posts = await seedForQueryOf(context, server, wantedQueryMs);
      const codes = Object.fromEntries(
        sizes.map((size) => [
          nameOf(size),
          { mine: sharedPool(`max: ${size}, connectionTimeoutMillis: ${limitMs}, idleTimeoutMillis: 30_000`) },
        ]),
      );
      return withApis(context, codes, async (withApi) => {
        const rows: Row[] = [];
        for (const indexed of [false, true]) {
          await migrate(server.ownerUrl, indexed ? 2 : 1, { signal: context.signal });
          const measured = new Map<number, Measured[]>(sizes.map((size) => [size, []]));
          for (let round = 0; round < timesOf(context, rounds); round += 1)
            for (const size of orderOf(round)) {
              const title = `${indexed ? 'index' : 'no index'}, round ${round + 1}, ${size} connections`;
              measured.get(size)?.push(await measureSize(context, server, withApi, size, title));
            }
          rows.push(...[...measured].map(([size, of]) => rowOf(indexed, size, of)));
        }
        return { posts, scramIterations: defaultScramIterations, rows };
      });
    }),
};
