import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { mean, median, quantile, sum, tally } from '../lib/numbers.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { withServer } from './bench-server.ts';
import { type Experiment, type ExperimentContext, secondsOf, timesOf } from './experiment.ts';
import { dialOnly, hashOnly, type LoginLoad, loadLogins } from './login-load.ts';
import type { Row } from './row.ts';
import { measuredScramIterations } from './scram-iterations.ts';
import { loginPhases } from './timed-login.ts';

const limitMs = 150;
const crowd = storyUsers;

/** A row for each part of a login. */
function phaseRows(scramIterations: number, atOnce: number, { logins }: LoginLoad): Row[] {
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

/** Who was how busy. Failed logins cost CPU time too, and are counted among those that share it. */
function busyRow(scramIterations: number, atOnce: number, load: LoginLoad): Row {
  const attempts = load.logins.length + load.failures.length;
  return {
    scramIterations,
    atOnce,
    logins: load.logins.length,
    failed: load.failures.length,
    loginsPerSecond: load.logins.length / load.seconds,
    clientCpuMsPerAttempt: load.clientCpuMs / attempts,
    postgresCpuMsPerAttempt: load.postgresCpuMs === null ? null : load.postgresCpuMs / attempts,
    shareOfCoresBusy: load.shareOfCoresBusy,
    shareOfTimeEventLoopBusy: load.shareOfTimeEventLoopBusy,
    shareOfTimeEventLoopOnCpu: load.shareOfTimeEventLoopOnCpu,
    emptyStepMs: load.emptyStepMs,
    eventLoopLateMedianMs: load.lateMs.median,
    eventLoopLateP99Ms: load.lateMs.p99,
  };
}

/** In which part those were who gave up after 150 ms, or were refused. */
function endRows(scramIterations: number, load: LoginLoad): Row[] {
  const ends = load.failures.map(({ code, during }) => `${code ? `refused (${code})` : 'gave up'} during ${during}`);
  const attempts = load.logins.length + load.failures.length;
  const row = (end: string, count: number) => ({ scramIterations, limitMs, end, count, share: count / attempts });
  return [row('logged in', load.logins.length), ...tally(ends).map(([end, count]) => row(end, count))];
}

function hashRow(context: ExperimentContext, scramIterations: number): Row {
  const times = Array.from({ length: timesOf(context, 50) }, () => hashOnly(scramIterations));
  return {
    what: `${scramIterations} rounds of hashing and nothing else`,
    times: times.length,
    medianMs: median(times),
  };
}

async function dialRow(context: ExperimentContext, server: ThrowawayServer): Promise<Row> {
  const times: number[] = [];
  for (let time = 0; time < timesOf(context, 50); time += 1) times.push(await dialOnly(server));
  return { what: 'dial and hang up without a word', times: times.length, medianMs: median(times) };
}

async function measureWith(context: ExperimentContext, server: ThrowawayServer, scramIterations: number) {
  const { report, signal } = context;
  await server.setScramIterations(scramIterations);
  const step = <Result>(title: string, work: () => Promise<Result>) =>
    report.step(`${scramIterations} rounds of hashing: ${title}`, work);
  const seconds = secondsOf(context, 15);
  // The first logins of a server are slower: it has read nothing yet.
  await loadLogins(server, 1, 0.5, signal);
  const alone = await step('one login at a time', () => loadLogins(server, 1, secondsOf(context, 5), signal));
  const many = await step(`${crowd} at once`, () => loadLogins(server, crowd, seconds, signal));
  const limited = await step(`${crowd} at once who give up after ${limitMs} ms`, () =>
    loadLogins(server, crowd, seconds, signal, { connectionTimeoutMillis: limitMs }),
  );
  return {
    hash: hashRow(context, scramIterations),
    rows: [...phaseRows(scramIterations, 1, alone), ...phaseRows(scramIterations, crowd, many)],
    busy: [busyRow(scramIterations, 1, alone), busyRow(scramIterations, crowd, many)],
    ends: endRows(scramIterations, limited),
  };
}

export const connectionCost: Experiment = {
  name: 'connection-cost',
  question: 'Where does the time of a database connection go, alone and with 100 at once?',
  method:
    'Logs in and out again and again in one Node.js process and times each part of a login by the messages that come and go: one at a time, 100 at once without a limit, and 100 at once who give up after 150 ms. PostgreSQL checks the password in the session start: it sends both answers together. CPU time is that of our process (all its threads) and of all of PostgreSQL; an event loop is busy also while it waits for a processor. node-postgres hashes in six steps, one dear and five short ones, each of which waits for its turn; an empty step is what a short one takes. Failed attempts count in the CPU time, but not among the times.',
  takes: 'a minute and a half',

  run: (context) =>
    withServer(context, async (server) => {
      const dial = await dialRow(context, server);
      const measured = [];
      for (const scramIterations of measuredScramIterations)
        measured.push(await measureWith(context, server, scramIterations));
      return {
        posts: defaultSeed.posts,
        scramIterations: null,
        rows: measured.flatMap(({ rows }) => rows),
        tables: {
          whoIsBusy: measured.flatMap(({ busy }) => busy),
          howTheyEnd: measured.flatMap(({ ends }) => ends),
          alone: [dial, ...measured.map(({ hash }) => hash)],
        },
      };
    }),
};
