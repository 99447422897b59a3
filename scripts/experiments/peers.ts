import { migrate } from '../../db-migrations/src/migrate.ts';
import { storyUsers } from '../scenario/story.ts';
import { readConditions } from './bench-conditions.ts';
import { buildOwnApi, buildPeers, type ServerProgram, withBuildFolder } from './built-servers.ts';
import { cpuRatioOf, judgeGoal, listSlices, ratioOf, summarizeServer } from './compare-rounds.ts';
import type { Experiment } from './experiment.ts';
import { runRounds, scaledPlan } from './interleaved-rounds.ts';

/** A multiple of five: each of the five is measured equally often in every place of the order. */
const fullPlan = { rounds: 20, roundsPerStart: 4, warmUpSeconds: 3, measuredSeconds: 2 };
/** The API stays with Express: clearly faster than usual, not much slower than Node.js alone. */
const expressGoal = 1.25;
const namedStatementGoal = 0.8;

export const peers: Experiment = {
  name: 'peers',
  question: 'How fast is the API compared with small servers that do the same query?',
  method: `The API (fixed, index) and the four servers in scripts/experiments/peers, each compiled, in a process of its own with NODE_ENV=production, a pool of 10 connections and the API's role. All send the same SQL text to the same database, and must serve the same feed. Those with metrics must count every request. ${fullPlan.rounds} rounds; in each, they are measured one after the other, for ${fullPlan.measuredSeconds} s each, under ${storyUsers} users. The order changes from round to round: each is in every place equally often. Every ${fullPlan.roundsPerStart} rounds, all are restarted, and each is warmed up for ${fullPlan.warmUpSeconds} s.

oursToIt       requests per second of feed-lab / those of this server, in the same round: median, lowest, highest
…CpuMs…        CPU time per request of the server's process, and of PostgreSQL
cpuOursToIt    that of feed-lab's process / that of this server's: the median, which a busy machine changes less`,
  takes: '8 minutes',

  run(context) {
    return withBuildFolder(async (folder) => {
      const { server, report, signal } = context;
      const plan = scaledPlan(context, fullPlan);
      await migrate(server.ownerUrl, 2, { signal });
      const [ours, others] = await report.step('Build the servers', async () => [
        await buildOwnApi(folder, signal),
        await buildPeers(folder, signal),
      ]);
      const conditions = await readConditions(context, plan);
      const programs = [ours, ...Object.values(others)];
      const rounds = await runRounds(context, programs, plan);
      const rows = programs.map(({ name }) => {
        const { median: oursToIt, lowest: lowestRatio, highest: highestRatio } = ratioOf(rounds, ours.name, name);
        const ratios = { oursToIt, lowestRatio, highestRatio, cpuOursToIt: cpuRatioOf(rounds, ours.name, name) };
        return { server: name, ...summarizeServer(rounds, name), ...ratios };
      });
      const goal = ({ name }: ServerProgram, wanted: number) =>
        judgeGoal(`${ours.name} / ${name}`, wanted, ratioOf(rounds, ours.name, name));
      const goals = [goal(others.express, expressGoal), goal(others.nodeHttpNamed, namedStatementGoal)];
      return { rows, tables: { goals, conditions, slices: listSlices(rounds) } };
    });
  },
};
