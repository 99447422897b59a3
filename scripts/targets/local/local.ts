import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { LabError } from '../../lib/lab-error.ts';
import { acquireLock } from '../../lib/lock.ts';
import { readMetrics } from '../../lib/metrics.ts';
import { chooseEngine } from '../../load/engines.ts';
import { describeDeployment } from '../../scenario/annotation-texts.ts';
import { describeState } from '../../scenario/stage-of.ts';
import type { Settings } from '../../settings/settings.ts';
import { createAnnotation } from '../annotation.ts';
import { explainBlocked } from '../explain-blocked.ts';
import { explainNoConnection } from '../explain-no-connection.ts';
import type { Target } from '../target.ts';
import { appendAnnotation } from './annotations-file.ts';
import { stopApi } from './api-process.ts';
import { watchAndRestart } from './develop.ts';
import { livePageState, stopLivePage } from './live-page.ts';
import { localAccess } from './local-access.ts';
import { openPsql } from './open-psql.ts';
import { localParts } from './parts.ts';
import { stopPostgres } from './postgres-server.ts';
import { startLocal } from './start.ts';
import { tune } from './tune.ts';
import { readTuning, writeTuning } from './tuning-file.ts';

/** Longer than any query on a table of a hundred million posts takes, even while others run. */
const queryTimeoutMs = 5 * 60_000;

/** The lab as processes on this machine: PostgreSQL from npm, the API from its source. */
export function localTarget(settings: Settings): Target {
  const access = localAccess(settings);
  const { folders, urls, apiUrl, requireDatabase } = access;
  const metrics = () => readMetrics(apiUrl());
  const explain = <Result>(work: Promise<Result>) =>
    explainNoConnection(explainBlocked(work, 'local'), { name: 'local', metrics });
  const withDatabase: Target['withDatabase'] = async (work) => {
    requireDatabase();
    return explain(withClient(urls().owner, work, { query_timeout: queryTimeoutMs }));
  };

  return {
    name: 'local',
    resumesStart: false,
    pollEveryMs: 1000,

    start: (report, signal) => explain(startLocal(access, settings, report, signal)),

    async stop(report) {
      await report.step('Stop the live page, the API and PostgreSQL', async () => {
        // A process that does not stop must not keep the others running.
        const stopped = await Promise.allSettled([stopLivePage(folders), stopApi(folders)]);
        await stopPostgres({ dataFolder: folders.data, logFile: folders.postgresLog });
        for (const outcome of stopped) if (outcome.status === 'rejected') throw outcome.reason;
      });
    },

    parts: (options) => localParts(folders, options),
    metrics,

    async deploy(variant, _report, signal) {
      requireDatabase();
      await access.deploy(variant, signal);
    },

    async migrate(to, _report, signal, progress) {
      requireDatabase();
      await explain(migrate(urls().owner, to, { signal, onWaiting: progress }));
    },

    withApi: (work) => work(apiUrl()),
    withDatabase,
    query: <Row>(text: string, values: unknown[] = []) =>
      withDatabase(async (client) => (await client.query(text, values)).rows as Row[]),

    async load(plan, onProgress, signal) {
      if (plan.pods)
        throw new LabError(
          'usage',
          'The local target has no pods.',
          'Leave out --distributed, or use the cluster: make cluster-up',
        );
      const engine = await chooseEngine(settings.loadEngine);
      return engine.run({ ...plan, url: apiUrl() }, onProgress, signal);
    },

    async prompt() {
      requireDatabase();
      await explain(openPsql(urls().owner));
    },

    async open(page, report) {
      requireDatabase();
      if (page === 'prometheus')
        throw new LabError(
          'usage',
          'The local target has no Prometheus.',
          'A cluster has one: make cluster-up. The live page shows the same metrics: make grafana TARGET=local',
        );
      if (page === 'api') return report.print(`The feed API: ${apiUrl()}/feed`);
      const { address } = livePageState(folders);
      if (!address)
        throw new LabError('not_running', 'The live page is not running.', 'Start it: make up TARGET=local');
      report.print(`The live page, with the panels of Grafana's dashboard: ${address}`);
    },

    livePage: () => livePageState(folders).address,
    annotate: async (annotation) => appendAnnotation(folders.annotations, annotation),
    cpuPeriods: async () => ({ api: null, postgres: null }),
    tuning: async () => readTuning(folders.tuning),

    async seedSize() {
      const tuning = readTuning(folders.tuning);
      return tuning && { ...defaultSeed, posts: tuning.posts };
    },

    async tune(report, signal) {
      const tuning = await explain(tune(access, settings, report, signal));
      writeTuning(folders.tuning, tuning);
      return tuning;
    },

    async develop(report, signal) {
      requireDatabase();
      report.print(`Each time you save app/src/database/mine.ts, it is deployed to ${apiUrl()}. Press Ctrl-C to stop.`);
      // Two `make dev` processes would keep replacing each other's API.
      const release = acquireLock(settings.labFolder, 'dev', 'dev.lock');
      const restart = async (abort: AbortSignal) => {
        requireDatabase();
        const releaseLab = acquireLock(settings.labFolder, 'dev');
        await access.deploy('mine', abort).finally(releaseLab);
        appendAnnotation(
          folders.annotations,
          createAnnotation(describeDeployment('mine'), describeState({ variant: 'mine', indexValid: false })),
        );
      };
      await watchAndRestart(restart, report, signal).finally(release);
    },
  };
}
