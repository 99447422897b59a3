import { defaultScramIterations, readScramIterations } from '../../../db-migrations/src/roles.ts';
import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { LabError } from '../../lib/lab-error.ts';
import { requireFreePort } from '../../lib/ports.ts';
import type { Report } from '../../lib/report.ts';
import type { Settings } from '../../settings/settings.ts';
import { apiState } from './api-process.ts';
import { answers } from './background-process.ts';
import { prepareTables } from './fill-tables.ts';
import { makeFolders } from './folders.ts';
import { keptSettings } from './kept-settings.ts';
import { requireLivePagePort, startLivePage } from './live-page.ts';
import type { LocalAccess } from './local-access.ts';
import { readOrCreatePasswords } from './passwords.ts';
import { postgresState, startPostgres } from './postgres-server.ts';
import { readStoredTuning, replaceDamagedTuning, writeTuning } from './tuning-file.ts';

/** Starts PostgreSQL with filled tables, the API and the live page, unless already running. */
export async function startLocal(
  access: LocalAccess,
  settings: Settings,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const { folders } = access;
  makeFolders(folders);
  const { superuser } = readOrCreatePasswords(folders.passwords);
  const before = apiState(folders);
  // All ports are checked first, so that a taken port does not leave a half-started lab.
  if (postgresState(folders.data).state !== 'running')
    await requireFreePort(settings.postgresPort, 'PostgreSQL', 'POSTGRES_PORT');
  if (before.state !== 'running') await requireFreePort(settings.apiPort, 'the feed API', 'API_PORT');
  await requireLivePagePort(folders, settings);
  await report.step('Start PostgreSQL', () =>
    startPostgres({
      dataFolder: folders.data,
      logFile: folders.postgresLog,
      port: access.postgresPort(),
      superuserPassword: superuser,
    }),
  );
  signal.throwIfAborted();
  await prepareDatabase(access, settings, report, signal);
  const { otlpEndpoint } = settings;
  const hasCollector = otlpEndpoint === '' || otlpEndpoint === before.record?.otlpEndpoint;
  if (before.state !== 'running' || !hasCollector || !(await answers(`${access.apiUrl()}/livez`))) {
    const variant = before.record?.variant ?? 'broken';
    await report.step(`Build and start the API, variant ${variant}`, () => access.deploy(variant, signal));
  }
  // The lab works without the live page.
  await report
    .step('Start the live page', () => startLivePage(folders, settings, signal))
    .catch((error) => {
      if (!(error instanceof LabError)) throw error;
      report.print(`${error.message}\n${error.whatToDo}`);
    });
  const kept = keptSettings(access, settings);
  if (kept.length > 0)
    report.print(
      `Not applied to the lab that is running: ${kept.join(', ')}. For that, stop it first (make down TARGET=local).`,
    );
}

/** Sets the cost of a login and fills the tables: as set by hand, as they were, or as tuned. */
async function prepareDatabase(
  { folders, urls, setScramIterations }: LocalAccess,
  settings: Settings,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const { value: tuning, problem } = readStoredTuning(folders.tuning);
  const scramIterations =
    settings.scramIterations ??
    tuning?.scramIterations ??
    (await readScramIterations(urls().admin)) ??
    defaultScramIterations;
  await setScramIterations(scramIterations);
  let postsBefore = 0;
  const choosePosts = (current: number) => {
    postsBefore = current;
    return settings.posts ?? (current || (tuning?.posts ?? defaultSeed.posts));
  };
  const isChosen = Boolean(settings.posts || settings.scramIterations);
  const reason = isChosen ? 'POSTS or SCRAM_ITERATIONS were set by hand.' : 'Read from the database.';
  const tuningFor = (posts: number) => ({ scramIterations, posts, reasons: [reason] });
  const tables = {
    ownerUrl: urls().owner,
    dataFolder: folders.data,
    // The next start continues a seed that is interrupted, whether or not POSTS is set again.
    onFill: (posts: number) => isChosen && problem === undefined && writeTuning(folders.tuning, tuningFor(posts)),
  };
  const current = tuningFor(await prepareTables(tables, choosePosts, report, signal));
  if (problem !== undefined) {
    // A new lab is tuned next.
    const aside = replaceDamagedTuning(folders.tuning, isChosen || postsBefore > 0 ? current : undefined);
    const kept = isChosen || postsBefore === 0 ? '' : ' The posts and the cost of a login stay as they are.';
    report.print(`${folders.tuning} was damaged (${problem}), and is kept as ${aside}.${kept}`);
  } else if (isChosen) writeTuning(folders.tuning, current);
}
