import { readFileSync } from 'node:fs';
import { buildForTest, type RunningServer } from '../../app/src/testing/run-server.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { tally } from '../lib/numbers.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { useApi } from './bench-api.ts';
import { withServer } from './bench-server.ts';
import { type Experiment, type ExperimentContext, secondsOf } from './experiment.ts';
import { measureLoad } from './measure-load.ts';
import type { Row } from './row.ts';
import { measuredScramIterations } from './scram-iterations.ts';
import { heldRows, watchBackends } from './watch-backends.ts';
import { whileWatching } from './while-watching.ts';

/** Why PostgreSQL refused, in its own words, by the lines of its log. */
function fatalReasons(log: string): string[] {
  return [...log.matchAll(/FATAL: {2}(.*)$/gm)].map(([, reason = '']) => reason);
}

/** Why the API gave no feed, by its own log. */
function apiReasons(log: string): string[] {
  return [...log.matchAll(/^\{.*"reason":"(.*?)".*\}$/gm)].map(([, reason = '']) => reason);
}

async function measureHeld(context: ExperimentContext, server: ThrowawayServer, api: RunningServer, rounds: number) {
  const logAt = readFileSync(server.logFile).length;
  const apiLogAt = api.output().length;
  const plan = { title: `${rounds} rounds of hashing`, durationSeconds: secondsOf(context, 15) };
  const [looks, { load, counted, ...cpu }] = await withClient(server.adminUrl, (watcher) =>
    whileWatching(
      (over) => watchBackends(watcher, server.dataFolder, over),
      () => measureLoad(context, server, api, plan),
    ),
  );
  const named = (kind: string, found: [string, number][]): Row[] =>
    found.map(([what, count]) => ({ scramIterations: rounds, kind, what, count }));
  return {
    rows: heldRows(rounds, looks),
    load: {
      scramIterations: rounds,
      looks: looks.length,
      requests: load.requests,
      requestsPerSecond: load.requestsPerSecond,
      failed: load.failed,
      successRate: load.successRate,
      connectionsDialled: counted('db_connections_opened_total'),
      apiCpuMsPerRequest: cpu.apiCpuMs,
      postgresCpuMsPerRequest: cpu.postgresCpuMs,
    },
    causes: [
      ...load.errors.map(({ code, count }) => ({ scramIterations: rounds, kind: 'answer', what: code, count })),
      ...named('reason in the log of the API', tally(apiReasons(api.output().slice(apiLogAt)))),
      ...named(
        'FATAL in the log of PostgreSQL',
        tally(fatalReasons(readFileSync(server.logFile).subarray(logAt).toString())),
      ),
    ],
  };
}

export const connectionsHeld: Experiment = {
  name: 'connections-held',
  question: 'How many of the 100 connections are really taken while 100 users meet the broken API?',
  method:
    'Looks ten times a second at the processes that PostgreSQL has for clients (also those that have not logged in yet) and at pg_stat_activity (those that have). Reasons are counted in the logs of the API and of PostgreSQL; 53300 are "too many clients" and "remaining connection slots".',
  takes: '45 seconds',

  run: (context) =>
    withServer(context, async (server) => {
      const build = await buildForTest('broken');
      try {
        const measured = [];
        for (const rounds of measuredScramIterations) {
          await server.setScramIterations(rounds);
          measured.push(
            await useApi(build.folder, server, context.signal, (api) => measureHeld(context, server, api, rounds)),
          );
        }
        const settings = await withClient(server.adminUrl, async (client) => {
          const { rows } = await client.query<{ name: string; setting: string }>(
            `SELECT name, setting FROM pg_settings WHERE name IN ('max_connections', 'superuser_reserved_connections')`,
          );
          return Object.fromEntries(rows.map(({ name, setting }) => [name, Number(setting)]));
        });
        return {
          posts: defaultSeed.posts,
          scramIterations: null,
          rows: measured.flatMap(({ rows }) => rows),
          tables: {
            load: measured.map(({ load }) => load),
            causes: measured.flatMap(({ causes }) => causes),
            settings: [settings],
          },
        };
      } finally {
        build.remove();
      }
    }),
};
