import { migrate } from '../../db-migrations/src/migrate.ts';
import { sum } from '../lib/numbers.ts';
import { storyUsers } from '../scenario/story.ts';
import { readConditions } from './bench-conditions.ts';
import { buildOwnApi, type ServerProgram, withBuildFolder, withoutMetrics } from './built-servers.ts';
import { cpuRatioOf, judgeGoal, listSlices, ratioOf, summarizeServer, valuesOf } from './compare-rounds.ts';
import type { Experiment, ExperimentContext } from './experiment.ts';
import { runRounds, scaledPlan } from './interleaved-rounds.ts';
import { startSpanReceiver } from './span-receiver.ts';

/** A multiple of three: each of the three is measured equally often in every place of the order. */
const fullPlan = { rounds: 36, roundsPerStart: 2, warmUpSeconds: 3, measuredSeconds: 2 };
/** With metrics, the API serves at least this share of the requests that it serves without. */
const metricsGoal = 0.97;

async function buildPrograms(folder: string, otlpEndpoint: string, signal: AbortSignal) {
  const api = await buildOwnApi(folder, signal);
  const bare = await withoutMetrics(folder, signal);
  const as = (name: string, program: ServerProgram, environment: NodeJS.ProcessEnv = {}): ServerProgram => ({
    ...program,
    name,
    environment: { ...program.environment, ...environment },
  });
  return {
    off: as('nothing', bare, { SERVER_TIMING: 'off' }),
    metrics: as('metrics, Server-Timing', api),
    traces: as('metrics, Server-Timing, traces', api, { OTLP_ENDPOINT: otlpEndpoint }),
  };
}

async function compare(context: ExperimentContext, folder: string, receiver: { url: string; spans(): number }) {
  const { server, report, signal } = context;
  const plan = scaledPlan(context, fullPlan);
  await migrate(server.ownerUrl, 2, { signal });
  const { off, metrics, traces } = await report.step('Build the API', () =>
    buildPrograms(folder, receiver.url, signal),
  );
  const conditions = await readConditions(context, plan);
  const programs = [off, metrics, traces];
  const rounds = await runRounds(context, programs, plan);
  const rows = programs.map(({ name }) => {
    const { median: shareOfOff, lowest: lowestShare, highest: highestShare } = ratioOf(rounds, name, off.name);
    const ratios = { shareOfOff, lowestShare, highestShare, cpuToOff: cpuRatioOf(rounds, name, off.name) };
    return { telemetry: name, ...summarizeServer(rounds, name), ...ratios };
  });
  const goals = [judgeGoal(`${metrics.name} / ${off.name}`, metricsGoal, ratioOf(rounds, metrics.name, off.name))];
  const requests = sum(valuesOf(rounds, traces.name, ({ load, warmUpRequests }) => load.requests + warmUpRequests));
  const received = { condition: 'spans received per request', value: receiver.spans() / requests };
  return { rows, tables: { goals, conditions: [...conditions, received], slices: listSlices(rounds) } };
}

export const telemetryCost: Experiment = {
  name: 'telemetry-cost',
  question: 'How much throughput do metrics and traces cost the API?',
  method: `The API (fixed, index) three times: a build that measures the same times, but whose metrics record nothing, with SERVER_TIMING off; as it is; and as it is with the OTLP_ENDPOINT of a receiver that only counts spans, in the process of the load generator. ${fullPlan.rounds} rounds; in each, they are measured one after the other, for ${fullPlan.measuredSeconds} s each, under ${storyUsers} users. The order changes from round to round: each is in every place equally often. Every ${fullPlan.roundsPerStart} rounds, all are restarted, and each is warmed up for ${fullPlan.warmUpSeconds} s.

shareOfOff     requests per second as a share of those with nothing, in the same round: median, lowest, highest
…CpuMs…        CPU time per request of the API's process, and of PostgreSQL
cpuToOff       that of this API / that of the one with nothing: the median, which a busy machine changes less
A request has three spans: its own, pool.wait, query.`,
  takes: '9 minutes',

  run(context) {
    return withBuildFolder(async (folder) => {
      const receiver = await startSpanReceiver();
      try {
        return await compare(context, folder, receiver);
      } finally {
        receiver.close();
      }
    });
  },
};
