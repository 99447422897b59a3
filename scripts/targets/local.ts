import { readFileSync, writeFileSync } from 'node:fs';
import { BuildError, buildApi, type Variant } from '../../app/build.ts';
import { databaseUrls, withClient } from '../../db-migrations/src/database-access.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { defaultScramIterations, ensureRoles } from '../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { LabError } from '../lib/lab-error.ts';
import { requireFreePort } from '../lib/ports.ts';
import type { Settings } from '../lib/settings.ts';
import { chooseEngine } from '../load/engines.ts';
import { apiState, lastWords, startApi, stopApi } from './local/api-process.ts';
import { watchAndRestart } from './local/develop.ts';
import { prepareTables } from './local/fill-tables.ts';
import { labFolders } from './local/folders.ts';
import { openPsql } from './local/open-psql.ts';
import { readOrMakePasswords } from './local/passwords.ts';
import { postgresState, startPostgres, stopPostgres } from './local/postgres-server.ts';
import { tune } from './local/tune.ts';
import type { Target, Tuning } from './target.ts';

/** The lab as processes on this machine: PostgreSQL from npm, the API from its source. */
export function localTarget(settings: Settings): Target {
  const folders = labFolders(settings.labFolder);
  const passwords = readOrMakePasswords(folders.passwords);
  // What runs was perhaps started with other ports than are set now.
  const portOf = ({ state, port }: { state: string; port?: number | undefined }, otherwise: number) =>
    state === 'running' && port ? port : otherwise;
  const postgresPort = () => portOf(postgresState(folders.data), settings.postgresPort);
  const apiPort = () => {
    const { state, api } = apiState(folders.apiProcess);
    return portOf({ state, port: api?.port }, settings.apiPort);
  };
  const urls = () => databaseUrls({ host: '127.0.0.1', port: postgresPort() }, passwords);

  const setScramIterations = (scramIterations: number) => ensureRoles(urls().admin, { passwords, scramIterations });

  function readTuning(): Tuning | undefined {
    try {
      return JSON.parse(readFileSync(folders.tuning, 'utf8'));
    } catch {
      return undefined;
    }
  }

  const writeTuning = (tuning: Tuning) => writeFileSync(folders.tuning, JSON.stringify(tuning, null, 2));

  function requireDatabase(): void {
    const { state } = postgresState(folders.data);
    if (state === 'running') return;
    if (state === 'crashed')
      throw new LabError(
        'crashed',
        `PostgreSQL has crashed. It last said:\n${lastWords(folders.postgresLog)}`,
        `All it said is in ${folders.postgresLog}. Start it again: make up`,
      );
    throw new LabError('not_running', 'The lab is not running.', 'Start it: make up');
  }

  async function buildAndStart(variant: Variant, signal: AbortSignal): Promise<void> {
    const buildFolder = folders.build(variant);
    try {
      await buildApi(variant, buildFolder, signal);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      throw new LabError(
        'build_failed',
        `The API does not compile:\n${error.message}`,
        'Correct the lines above. What ran before runs on.',
      );
    }
    signal.throwIfAborted();
    const port = apiPort();
    await stopApi(folders.apiProcess);
    await requireFreePort(port, 'the feed API', 'API_PORT');
    // No signal from here on: between two APIs there would be none.
    await startApi({
      variant,
      buildFolder,
      port,
      databaseUrl: urls().api,
      logFile: folders.apiLog,
      processFile: folders.apiProcess,
    });
  }

  return {
    name: 'local',
    resumesStart: false,

    get apiUrl() {
      return `http://127.0.0.1:${apiPort()}`;
    },

    async start(report, signal) {
      const before = apiState(folders.apiProcess);
      if (postgresState(folders.data).state !== 'running')
        await requireFreePort(settings.postgresPort, 'PostgreSQL', 'POSTGRES_PORT');
      if (before.state !== 'running') await requireFreePort(settings.apiPort, 'the feed API', 'API_PORT');
      await report.step('Start PostgreSQL', () =>
        startPostgres({
          dataFolder: folders.data,
          logFile: folders.postgresLog,
          port: postgresPort(),
          superuserPassword: passwords.superuser,
        }),
      );
      signal.throwIfAborted();
      const tuning = readTuning();
      const scramIterations = settings.scramIterations ?? tuning?.scramIterations ?? defaultScramIterations;
      await setScramIterations(scramIterations);
      const size = { wanted: settings.posts, usual: tuning?.posts ?? defaultSeed.posts };
      const posts = await prepareTables(urls().owner, size, report, signal);
      if (settings.posts || settings.scramIterations)
        writeTuning({ scramIterations, posts, reasons: ['POSTS or SCRAM_ITERATIONS were set by hand.'] });
      if (before.state === 'running') return;
      const variant = before.api?.variant ?? 'broken';
      await report.step(`Build and start the API, variant ${variant}`, () => buildAndStart(variant, signal));
    },

    async stop(report) {
      await report.step('Stop the API and PostgreSQL', async () => {
        try {
          await stopApi(folders.apiProcess);
        } finally {
          await stopPostgres({ dataFolder: folders.data, logFile: folders.postgresLog });
        }
      });
    },

    async parts() {
      const database = postgresState(folders.data);
      const { state, api } = apiState(folders.apiProcess);
      const detail = (part: 'running' | 'stopped' | 'crashed', address: string, log: string) =>
        part === 'running' ? address : part === 'crashed' ? `last said: ${lastWords(log)} (${log})` : '';
      return [
        {
          name: 'PostgreSQL',
          state: database.state,
          detail: detail(database.state, `127.0.0.1:${database.port}`, folders.postgresLog),
        },
        { name: 'feed API', state, detail: detail(state, `http://127.0.0.1:${api?.port}`, folders.apiLog) },
      ];
    },

    async deploy(variant, signal) {
      requireDatabase();
      await buildAndStart(variant, signal);
    },

    async migrate(to, signal) {
      requireDatabase();
      await migrate(urls().owner, to, { signal });
    },

    async query<Row>(text: string, values: unknown[] = []) {
      requireDatabase();
      return withClient(urls().owner, async (client) => (await client.query(text, values)).rows as Row[]);
    },

    async load(plan, onProgress, signal) {
      const engine = await chooseEngine(settings.loadEngine);
      return engine.run(plan, onProgress, signal);
    },

    async prompt() {
      requireDatabase();
      await openPsql(urls().owner);
    },

    async cpuThrottling() {
      return { apiThrottled: null, postgresThrottled: null };
    },

    async tuning() {
      return readTuning();
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
      writeTuning(tuning);
      return tuning;
    },

    async develop(report, signal) {
      requireDatabase();
      await watchAndRestart((abort) => buildAndStart('mine', abort), report, signal);
    },
  };
}
