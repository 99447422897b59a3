import type pg from 'pg';
import type { Variant } from '../../app/build.ts';
import { databaseUrls, withClient } from '../../db-migrations/src/database-access.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { defaultScramIterations, ensureRoles } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { LabError } from '../lib/lab-error.ts';
import { takeLock } from '../lib/lock.ts';
import { requireFreePort } from '../lib/ports.ts';
import type { Settings } from '../lib/settings.ts';
import { chooseEngine } from '../load/engines.ts';
import { markOf } from '../measure/mark.ts';
import { readMetrics } from '../measure/metrics.ts';
import { apiState, stopApi } from './local/api-process.ts';
import { deployApi } from './local/deploy-api.ts';
import { watchAndRestart } from './local/develop.ts';
import { prepareTables } from './local/fill-tables.ts';
import { labFolders, makeFolders } from './local/folders.ts';
import { lastWords } from './local/last-words.ts';
import { livePageState, requireLivePagePort, startLivePage, stopLivePage } from './local/live-page.ts';
import { appendMark } from './local/marks-file.ts';
import { openPsql } from './local/open-psql.ts';
import { localParts } from './local/parts.ts';
import { readOrMakePasswords } from './local/passwords.ts';
import { postgresState, startPostgres, stopPostgres } from './local/postgres-server.ts';
import { tune } from './local/tune.ts';
import { readTuning, writeTuning } from './local/tuning-file.ts';
import type { Target } from './target.ts';

/** More than any question about a table of twenty million posts takes. */
const queryTimeoutMs = 60_000;

/** The lab as processes on this machine: PostgreSQL from npm, the API from its source. */
export function localTarget(settings: Settings): Target {
  const folders = labFolders(settings.labFolder);
  // What runs was perhaps started with other ports than are set now.
  const portOf = ({ state, port }: { state: string; port?: number | undefined }, otherwise: number) =>
    state === 'running' && port ? port : otherwise;
  const postgresPort = () => portOf(postgresState(folders.data), settings.postgresPort);
  const apiPort = (): number => {
    const { state, api } = apiState(folders.apiProcess);
    return portOf({ state, port: api?.port }, settings.apiPort);
  };
  const apiUrl = () => `http://127.0.0.1:${apiPort()}`;
  // Read when first needed: whatever became of them, the lab can be stopped.
  const passwords = () => readOrMakePasswords(folders.passwords);
  const urls = () => databaseUrls({ host: '127.0.0.1', port: postgresPort() }, passwords());

  const setScramIterations = (scramIterations: number) =>
    ensureRoles(urls().admin, { passwords: passwords(), scramIterations });

  function requireDatabase(): void {
    const { state } = postgresState(folders.data);
    if (state === 'running') return;
    if (state === 'crashed')
      throw new LabError(
        'crashed',
        `PostgreSQL has crashed. It last said:\n${lastWords(folders.postgresLog)}`,
        `All it said is in ${folders.postgresLog}. Start it again: make up TARGET=local`,
      );
    throw new LabError('not_running', 'The lab is not running.', 'Start it: make up TARGET=local');
  }

  const deployVariant = (variant: Variant, signal: AbortSignal) =>
    deployApi(folders, { variant, port: apiPort(), databaseUrl: urls().api }, signal);

  return {
    name: 'local',
    resumesStart: false,
    lookEveryMs: 1000,

    async start(report, signal) {
      makeFolders(folders);
      const before = apiState(folders.apiProcess);
      if (postgresState(folders.data).state !== 'running')
        await requireFreePort(settings.postgresPort, 'PostgreSQL', 'POSTGRES_PORT');
      if (before.state !== 'running') await requireFreePort(settings.apiPort, 'the feed API', 'API_PORT');
      await requireLivePagePort(folders, settings);
      await report.step('Start PostgreSQL', () =>
        startPostgres({
          dataFolder: folders.data,
          logFile: folders.postgresLog,
          port: postgresPort(),
          superuserPassword: passwords().superuser,
        }),
      );
      signal.throwIfAborted();
      const tuning = readTuning(folders.tuning);
      const scramIterations = settings.scramIterations ?? tuning?.scramIterations ?? defaultScramIterations;
      await setScramIterations(scramIterations);
      const choosePosts = (present: number) => settings.posts ?? (present || (tuning?.posts ?? defaultSeed.posts));
      const posts = await prepareTables(urls().owner, choosePosts, report, signal);
      if (settings.posts || settings.scramIterations)
        writeTuning(folders.tuning, {
          scramIterations,
          posts,
          reasons: ['POSTS or SCRAM_ITERATIONS were set by hand.'],
        });
      if (before.state !== 'running') {
        const variant = before.api?.variant ?? 'broken';
        await report.step(`Build and start the API, variant ${variant}`, () => deployVariant(variant, signal));
        appendMark(folders.marks, markOf('restart', `API started, variant ${variant}`));
      }
      await report.step('Start the live page', () => startLivePage(folders, settings, signal));
    },

    async stop(report) {
      await report.step('Stop the live page, the API and PostgreSQL', async () => {
        // Each also when the one before it will not stop.
        const stopped = await Promise.allSettled([stopLivePage(folders), stopApi(folders.apiProcess)]);
        await stopPostgres({ dataFolder: folders.data, logFile: folders.postgresLog });
        for (const outcome of stopped) if (outcome.status === 'rejected') throw outcome.reason;
      });
    },

    async parts() {
      return localParts(folders);
    },

    metrics: () => readMetrics(apiUrl()),

    async deploy(variant, signal) {
      requireDatabase();
      await deployVariant(variant, signal);
    },

    async migrate(to, signal) {
      requireDatabase();
      await migrate(urls().owner, to, { signal });
    },

    async query<Row>(text: string, values: unknown[] = []) {
      requireDatabase();
      const ask = async (client: pg.Client) => (await client.query(text, values)).rows as Row[];
      return withClient(urls().owner, ask, { query_timeout: queryTimeoutMs });
    },

    async load(plan, onProgress, signal) {
      if (plan.pods)
        throw new LabError(
          'usage',
          'On this machine alone there are no pods.',
          'Leave out --distributed, or use the cluster: make cluster-up',
        );
      const engine = await chooseEngine(settings.loadEngine);
      return engine.run({ ...plan, url: apiUrl() }, onProgress, signal);
    },

    async prompt() {
      requireDatabase();
      await openPsql(urls().owner);
    },

    async open(page, report) {
      requireDatabase();
      if (page === 'prometheus')
        throw new LabError(
          'usage',
          'There is no Prometheus on this machine alone.',
          'It comes with the cluster: make cluster-up. What it would show is on the live page: make grafana TARGET=local',
        );
      if (page === 'api') return report.say(`The feed API: ${apiUrl()}/feed`);
      report.say(`The live page, with the panels of Grafana's dashboard: ${livePageState(folders).address}`);
    },

    livePage: () => livePageState(folders).address,

    async mark(mark) {
      appendMark(folders.marks, mark);
    },

    async cpuPeriods() {
      return { api: null, postgres: null };
    },

    async tuning() {
      return readTuning(folders.tuning);
    },

    async tune(report, signal) {
      const tuning = await tune(
        {
          apiUrl: urls().api,
          ownerUrl: urls().owner,
          posts: settings.posts,
          scramIterations: settings.scramIterations,
          setScramIterations,
        },
        report,
        signal,
      );
      writeTuning(folders.tuning, tuning);
      return tuning;
    },

    async develop(report, signal) {
      requireDatabase();
      report.say(`Save app/src/database/mine.ts and it runs at ${apiUrl()}. Ctrl-C ends it.`);
      // A second one would deploy against the first.
      const release = takeLock(settings.labFolder, 'dev', 'dev.lock');
      const restart = async (abort: AbortSignal) => {
        requireDatabase();
        const releaseLab = takeLock(settings.labFolder, 'dev');
        await deployVariant('mine', abort).finally(releaseLab);
        appendMark(folders.marks, markOf('deployment', 'Variant mine deployed'));
      };
      await watchAndRestart(restart, report, signal).finally(release);
    },
  };
}
