import { readFileSync } from 'node:fs';
import type { RunningServer } from '../../app/run-server.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { tally } from '../lib/numbers.ts';
import { waitUntil } from '../lib/timing.ts';
import { storyUsers } from '../scenario/story.ts';
import { brokenVariant } from './api-code.ts';
import { type Experiment, type ExperimentContext, type ExperimentRow, scaledSeconds } from './experiment.ts';
import { withApis } from './experiment-api.ts';
import { measuredScramIterations } from './experiment-server.ts';
import { measureLoad } from './measure-load.ts';
import { sampleBackends, summarizeBackends } from './sample-backends.ts';
import { withSampler } from './with-sampler.ts';

/** The messages of PostgreSQL's log with severity FATAL: why it refused connections. */
const fatalMessage = /FATAL: {2}(.*)$/gm;
const tallyFatals = (log: string) => tally([...log.matchAll(fatalMessage)].map(([, message = '']) => message));

/** The reasons in the API's log for failed requests; a line stands for `times` of them. */
function tallyReasons(log: string): [reason: string, count: number][] {
  const lines = log.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  const reasons = lines.flatMap((line) => {
    const { reason, times = 1 } = JSON.parse(line) as { reason?: string; times?: number };
    return reason === undefined ? [] : Array<string>(times).fill(reason);
  });
  return tally(reasons);
}

/** How long the rest of the API's output may take to arrive after the API has exited. */
const reasonsTimeoutMs = 5000;

async function measureIterations(context: ExperimentContext, api: RunningServer, scramIterations: number) {
  const { server } = context;
  const postgresLogStart = readFileSync(server.logFile).length;
  const apiLogStart = api.output().length;
  const plan = { title: `${scramIterations} hashing iterations`, durationSeconds: scaledSeconds(context, 15) };
  const [samples, { load, connectionsOpened, apiCpuMs, postgresCpuMs }] = await withClient(server.adminUrl, (client) =>
    withSampler(
      (signal) => sampleBackends(client, server.dataFolder, signal),
      () => measureLoad(context, api, plan),
    ),
  );
  // The API may log the number of equal errors only after a minute, or when it exits.
  api.child.kill('SIGTERM');
  await api.ended();
  const reasons = () => tallyReasons(api.output().slice(apiLogStart));
  const areLogged = () => reasons().reduce((total, [, count]) => total + count, 0) >= load.failed;
  await waitUntil(areLogged, { timeoutMs: reasonsTimeoutMs, signal: context.signal });
  const postgresLog = readFileSync(server.logFile).subarray(postgresLogStart).toString();
  const causeRows = (kind: string, counts: [what: string, count: number][]): ExperimentRow[] =>
    counts.map(([what, count]) => ({ scramIterations, kind, what, count }));
  return {
    rows: summarizeBackends(scramIterations, samples),
    load: {
      scramIterations,
      looks: samples.length,
      requests: load.requests,
      requestsPerSecond: load.requestsPerSecond,
      failed: load.failed,
      successRate: load.successRate,
      connectionsDialled: connectionsOpened,
      apiCpuMsPerRequest: apiCpuMs,
      postgresCpuMsPerRequest: postgresCpuMs,
    },
    causes: [
      ...causeRows(
        'answer',
        load.errors.map(({ code, count }) => [code, count]),
      ),
      ...causeRows('reason in the log of the API', reasons()),
      ...causeRows('FATAL in the log of PostgreSQL', tallyFatals(postgresLog)),
    ],
  };
}

export const connectionsHeld: Experiment = {
  name: 'connections-held',
  question: `How many of the 100 connections are really in use while ${storyUsers} users load the broken API?`,
  method:
    'Counts ten times a second the processes that PostgreSQL has for clients (also those that have not logged in yet) and the sessions in pg_stat_activity (those that have). Reasons are counted in the logs of the API and of PostgreSQL; 53300 are "too many clients" and "remaining connection slots".',
  takes: '45 seconds',

  async run(context) {
    const measured = await withApis(context, { broken: brokenVariant }, async (withApi) => {
      const results = [];
      for (const scramIterations of measuredScramIterations) {
        await context.server.setScramIterations(scramIterations);
        results.push(await withApi('broken', (api) => measureIterations(context, api, scramIterations)));
      }
      return results;
    });
    const settings = await withClient(context.server.adminUrl, async (client) => {
      const { rows } = await client.query<ExperimentRow>(`
        SELECT current_setting('max_connections')::integer AS max_connections,
               current_setting('superuser_reserved_connections')::integer AS superuser_reserved_connections`);
      return rows;
    });
    return {
      scramIterations: null,
      rows: measured.flatMap(({ rows }) => rows),
      tables: {
        load: measured.map(({ load }) => load),
        causes: measured.flatMap(({ causes }) => causes),
        settings,
      },
    };
  },
};
