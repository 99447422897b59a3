import { migrate } from '../../db-migrations/src/migrate.ts';
import { median, sum } from '../lib/numbers.ts';
import { waitUntil } from '../lib/timing.ts';
import { storyUsers } from '../scenario/story.ts';
import { sharedPool } from './api-code.ts';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentRow,
  scaledCount,
  scaledSeconds,
} from './experiment.ts';
import { type WithApi, withApis } from './experiment-api.ts';
import { seedForQueryTime } from './experiment-server.ts';
import { measureLoad } from './measure-load.ts';
import { countBackends, measureIncrease, postgresCpuMs, postgresMemoryBytes } from './process-stats.ts';

const sizes = [1, 2, 5, 10, 20, 50, 90];
const rounds = 3;
const wantedQueryMs = 5;
/** So long that no request times out: the throughput of a pool is measured, not its timeout. */
const limitMs = 60_000;

/** A different order in each round, so that a disturbance does not always hit the same sizes. */
function orderOf(round: number): number[] {
  if (round % 3 === 0) return sizes;
  return round % 3 === 1 ? sizes.toReversed() : [...sizes.slice(3), ...sizes.slice(0, 3)];
}

async function measureSize(context: ExperimentContext, withApi: WithApi, size: number, title: string) {
  const { server, signal } = context;
  // Until the sessions have ended: /proc rounds the CPU time of each running process to 10 ms.
  const [measured, databaseCpuMs] = await measureIncrease(
    () => postgresCpuMs(server.dataFolder),
    async () => {
      const ofSize = await withApi(String(size), async (api) => {
        const runLoad = (phase: string, seconds: number) =>
          measureLoad(context, api, { title: `${title}, ${phase}`, durationSeconds: scaledSeconds(context, seconds) });
        const warmUp = await runLoad('warm-up', 2);
        const { load, apiCpuMs } = await runLoad('measured', 10);
        // The pool's connections are still open.
        const memoryBytes = postgresMemoryBytes(server.dataFolder);
        return { load, apiCpuMs, memoryBytes, allRequests: warmUp.load.requests + load.requests };
      });
      await waitUntil(() => countBackends(server.dataFolder).all === 0, { timeoutMs: 5000, signal });
      return ofSize;
    },
  );
  return { ...measured, postgresCpuMs: databaseCpuMs && databaseCpuMs / measured.allRequests };
}

type SizeMeasurement = Awaited<ReturnType<typeof measureSize>>;

function summarizeRounds(indexed: boolean, size: number, rounds: SizeMeasurement[]): ExperimentRow {
  const medianOf = (read: (round: SizeMeasurement) => number | null) =>
    median(rounds.map((round) => read(round) ?? Number.NaN));
  const rates = rounds.map(({ load }) => load.requestsPerSecond);
  return {
    indexed,
    connections: size,
    requestsPerSecond: medianOf(({ load }) => load.requestsPerSecond),
    slowestRoundPerSecond: Math.min(...rates),
    fastestRoundPerSecond: Math.max(...rates),
    meanMs: medianOf(({ load }) => load.latencyMs.mean),
    p99Ms: medianOf(({ load }) => load.latencyMs.p99),
    failed: sum(rounds.map(({ load }) => load.failed)),
    postgresCpuMsPerRequest: medianOf(({ postgresCpuMs }) => postgresCpuMs),
    apiCpuMsPerRequest: medianOf(({ apiCpuMs }) => apiCpuMs),
    postgresMemoryBytes: medianOf(({ memoryBytes }) => memoryBytes),
  };
}

export const poolSizes: Experiment = {
  name: 'pool-sizes',
  question: 'How many connections should one shared pool have?',
  method: `One shared pool of each size under ${storyUsers} users, 10 s after 2 s of warm-up, three rounds in changing order, the median of the rounds. A request waits up to ${limitMs / 1000} s for a connection, so that none times out. There are as many posts as make the feed query take about ${wantedQueryMs} ms without the index.`,
  takes: '11 minutes',

  async run(context) {
    const posts = await seedForQueryTime(context, wantedQueryMs);
    const codes = Object.fromEntries(
      sizes.map((size) => [
        size,
        { mine: sharedPool(`max: ${size}, connectionTimeoutMillis: ${limitMs}, idleTimeoutMillis: 30_000`) },
      ]),
    );
    return withApis(context, codes, async (withApi) => {
      const rows: ExperimentRow[] = [];
      for (const indexed of [false, true]) {
        await migrate(context.server.ownerUrl, indexed ? 2 : 1, { signal: context.signal });
        const measured = new Map<number, SizeMeasurement[]>(sizes.map((size) => [size, []]));
        for (let round = 0; round < scaledCount(context, rounds); round += 1)
          for (const size of orderOf(round)) {
            const title = `${indexed ? 'index' : 'no index'}, round ${round + 1}, ${size} connections`;
            measured.get(size)?.push(await measureSize(context, withApi, size, title));
          }
        rows.push(...[...measured].map(([size, ofSize]) => summarizeRounds(indexed, size, ofSize)));
      }
      return { posts, rows };
    });
  },
};
