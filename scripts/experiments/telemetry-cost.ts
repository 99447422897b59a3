import { migrate } from '../../db-migrations/src/migrate.ts';
import { storyUsers } from '../scenario/story.ts';
import { readConditions } from './bench-conditions.ts';
import { buildOwnApi, withBuildFolder, withoutMetrics } from './built-servers.ts';
import { cpuRatioOf, judgeGoal, listSlices, ratioOf, summarizeServer } from './compare-rounds.ts';
import type { Experiment } from './experiment.ts';
import { runRounds, scaledPlan } from './interleaved-rounds.ts';

const fullPlan = { rounds: 10, warmUpSeconds: 3, measuredSeconds: 6 };
/** With metrics, the API serves at least this share of the requests that it serves without. */
const metricsGoal = 0.97;

export const telemetryCost: Experiment = {
  name: 'telemetry-cost',
  question: 'How many requests does the API lose to its metrics?',
  method: `The API (fixed, index), and the same build with a prom-client that keeps nothing. ${fullPlan.rounds} rounds; in each, one of them at a time is started, warmed up for ${fullPlan.warmUpSeconds} s and measured for ${fullPlan.measuredSeconds} s under ${storyUsers} users. Each round begins with the other one.

shareOfOff    requests per second as a share of those without metrics, in the same round: median, lowest, highest
…CpuMs…       CPU time per request of the API's process, and of PostgreSQL
cpuToOff      that of this API / that of the one without metrics: the median, which a busy machine changes less`,
  takes: '4 minutes',

  run(context) {
    return withBuildFolder(async (folder) => {
      const { server, report, signal } = context;
      const plan = scaledPlan(context, fullPlan);
      await migrate(server.ownerUrl, 2, { signal });
      const [on, off] = await report.step('Build the API', async () => [
        { ...(await buildOwnApi(folder, signal)), name: 'metrics on' },
        await withoutMetrics(folder, signal),
      ]);
      const conditions = await readConditions(context, plan);
      // To measure tracing, add `{ ...on, name: 'metrics and traces on', environment: ... }` here,
      // with the OTLP_ENDPOINT of a receiver that runs during all rounds, and a goal below.
      const programs = [off, on];
      const rounds = await runRounds(context, programs, plan);
      const rows = programs.map(({ name }) => {
        const { median: shareOfOff, lowest: lowestShare, highest: highestShare } = ratioOf(rounds, name, off.name);
        const ratios = { shareOfOff, lowestShare, highestShare, cpuToOff: cpuRatioOf(rounds, name, off.name) };
        return { telemetry: name, ...summarizeServer(rounds, name), ...ratios };
      });
      const goals = [judgeGoal(`${on.name} / ${off.name}`, metricsGoal, ratioOf(rounds, on.name, off.name))];
      return { rows, tables: { goals, conditions, slices: listSlices(rounds) } };
    });
  },
};
