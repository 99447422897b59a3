import { mean, median, quantile, sum, tally } from '../lib/numbers.ts';
import { storyUsers } from '../scenario/story.ts';
import {
  type Experiment,
  type ExperimentContext,
  type ExperimentRow,
  scaledCount,
  scaledSeconds,
} from './experiment.ts';
import { measuredScramIterations } from './experiment-server.ts';
import { type LoginLoad, runLoginLoad, timeHashing, timeTcpConnect } from './login-load.ts';
import { loginPhases } from './timed-login.ts';

const limitMs = 150;

function phaseRows(scramIterations: number, atOnce: number, { logins }: LoginLoad): ExperimentRow[] {
  const total = mean(logins.map((login) => sum(Object.values(login))));
  return [...loginPhases, 'closing' as const].map((phase) => {
    const times = logins.map((login) => login[phase]);
    return {
      scramIterations,
      atOnce,
      phase,
      medianMs: median(times),
      p99Ms: quantile(times, 0.99),
      meanMs: mean(times),
      shareOfTime: mean(times) / total,
    };
  });
}

/** How many logins succeeded, and in which phase the others were refused or timed out. */
function outcomeRows(scramIterations: number, { logins, failures }: LoginLoad): ExperimentRow[] {
  const ends = failures.map(({ code, during }) => `${code ? `refused (${code})` : 'gave up'} during ${during}`);
  const counts: [end: string, count: number][] = [['logged in', logins.length], ...tally(ends)];
  const attempts = logins.length + failures.length;
  return counts.map(([end, count]) => ({ scramIterations, limitMs, end, count, share: count / attempts }));
}

async function repeatRow(
  context: ExperimentContext,
  what: string,
  measureMs: () => number | Promise<number>,
): Promise<ExperimentRow> {
  const times: number[] = [];
  while (times.length < scaledCount(context, 50)) times.push(await measureMs());
  return { what, times: times.length, medianMs: median(times) };
}

async function measureIterations(context: ExperimentContext, scramIterations: number) {
  await context.server.setScramIterations(scramIterations);
  const step = (title: string, atOnce: number, seconds: number, connectionTimeoutMillis = 0) =>
    context.report.step(`${scramIterations} hashing iterations: ${title}`, () =>
      runLoginLoad(context, atOnce, scaledSeconds(context, seconds), { connectionTimeoutMillis }),
    );
  // The first logins of a server are slower: its caches are cold.
  await runLoginLoad(context, 1, 0.5);
  const alone = await step('one login at a time', 1, 5);
  const many = await step(`${storyUsers} at once`, storyUsers, 15);
  const limited = await step(`${storyUsers} at once, with a timeout of ${limitMs} ms`, storyUsers, 15, limitMs);
  const hashing = `${scramIterations} rounds of hashing and nothing else`;
  return {
    hashing: await repeatRow(context, hashing, () => timeHashing(scramIterations)),
    rows: [...phaseRows(scramIterations, 1, alone), ...phaseRows(scramIterations, storyUsers, many)],
    utilization: [
      { scramIterations, atOnce: 1, ...alone.utilization },
      { scramIterations, atOnce: storyUsers, ...many.utilization },
    ],
    outcomes: outcomeRows(scramIterations, limited),
  };
}

export const connectionCost: Experiment = {
  name: 'connection-cost',
  question: 'Where does the time of a database connection go, alone and with 100 at once?',
  method:
    'Logs in and out repeatedly in one Node.js process and times each phase of a login by the protocol messages: one at a time, 100 at once without a timeout, and 100 at once with a timeout of 150 ms. PostgreSQL checks the password in the session start: it sends both results together. CPU time is that of the client process (all its threads) and of all of PostgreSQL; an event loop is busy also while it waits for a CPU. node-postgres hashes in six steps, one expensive and five short ones, each of which waits for its turn; an empty step is the time of a short one. Failed attempts count in the CPU time, but not among the times.',
  takes: 'a minute and a half',

  async run(context) {
    const tcpConnect = await repeatRow(context, 'connect and close without logging in', () => timeTcpConnect(context));
    const measured = [];
    for (const scramIterations of measuredScramIterations)
      measured.push(await measureIterations(context, scramIterations));
    return {
      scramIterations: null,
      rows: measured.flatMap(({ rows }) => rows),
      tables: {
        whoIsBusy: measured.flatMap(({ utilization }) => utilization),
        howTheyEnd: measured.flatMap(({ outcomes }) => outcomes),
        alone: [tcpConnect, ...measured.map(({ hashing }) => hashing)],
      },
    };
  },
};
