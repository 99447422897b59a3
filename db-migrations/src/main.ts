import { ConfigError, readMigrateConfig, readSeedConfig } from './config.ts';
import { databaseUrl, databaseUrls, withClient } from './database-access.ts';
import { currentMigration, migrate } from './migrate.ts';
import { databaseName, ownerRole } from './names.ts';
import { ensureRoles } from './roles.ts';
import { seed } from './seed.ts';
import { isPace } from './seed-pace.ts';
import { deleteVerifyRows } from './verify-rows.ts';
import { PasswordMismatch, retry, waitForServer } from './wait-for-server.ts';
import { BlockedTooLong, type WaitOptions } from './watch-blockers.ts';

// The entry point of the migrator image. `main.js migrate` creates the roles and the database and
// migrates to MIGRATE_TO; `main.js seed` fills the tables. Both wait for their prerequisites, and
// are idempotent.

/** After this exit code, the chart's Jobs are not retried: each attempt would wait as long. */
const blockedExitCode = 3;
const logIntervalMs = 5000;

/** Returns a function that logs at most one text every few seconds. */
function logSometimes(): (text: string) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (text) => {
    if (performance.now() - loggedAt < logIntervalMs) return;
    loggedAt = performance.now();
    console.log(text);
  };
}

/** Logs who is in the way. SIGTERM, as from `kubectl delete job`, cancels. */
function waitOptions(): WaitOptions {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const log = logSometimes();
  const onWaiting = (text: string) => (text ? log(text) : console.log('no longer waiting'));
  return { signal: stop.signal, onWaiting };
}

async function runMigrate(): Promise<void> {
  const config = readMigrateConfig(process.env);
  const passwords = {
    superuser: config.SUPERUSER_PASSWORD,
    owner: config.OWNER_PASSWORD,
    api: config.API_PASSWORD,
    monitor: config.MONITOR_PASSWORD,
  };
  const urls = databaseUrls({ host: config.DATABASE_HOST, port: config.DATABASE_PORT }, passwords);
  await waitForServer(urls.admin, config.WAIT_SECONDS);
  await ensureRoles(urls.admin, { passwords, scramIterations: config.SCRAM_ITERATIONS });
  await migrate(urls.owner, config.MIGRATE_TO, waitOptions());
  console.log(`the schema is at migration ${config.MIGRATE_TO}`);
}

async function runSeed(): Promise<void> {
  const config = readSeedConfig(process.env);
  const server = { host: config.DATABASE_HOST, port: config.DATABASE_PORT };
  const ownerUrl = databaseUrl(server, ownerRole, config.OWNER_PASSWORD, databaseName);
  await retry('the tables', config.WAIT_SECONDS, async () => {
    if ((await withClient(ownerUrl, currentMigration)) === 0) throw new Error('they do not exist yet');
  });
  // Otherwise, posts that a killed verify has imported would count as seeded.
  await withClient(ownerUrl, (client) => deleteVerifyRows(client)).catch((error) =>
    console.log(`rows of verify are left: ${error.message}`),
  );
  const size = { users: config.SEED_USERS, posts: config.SEED_POSTS };
  const logPace = logSometimes();
  const onText = (text: string) => (isPace(text) ? logPace(text) : console.log(text));
  const changed = await seed(ownerUrl, size, { ...waitOptions(), onText });
  console.log(changed ? 'the tables are filled' : 'the tables were already filled');
}

async function run(command: string | undefined): Promise<void> {
  if (command === 'migrate') await runMigrate();
  else if (command === 'seed') await runSeed();
  else throw new ConfigError('expected one argument, migrate or seed');
}

/** By SIGTERM. */
const isStopped = (error: unknown) => (error as Error).name === 'AbortError';

try {
  await run(process.argv[2]);
} catch (error) {
  const isBlocked = error instanceof BlockedTooLong;
  const isExplained =
    isBlocked || isStopped(error) || error instanceof ConfigError || error instanceof PasswordMismatch;
  if (!isExplained) console.error(error);
  // Last, because people and scripts look at the end of a Job's log.
  console.error(isBlocked ? `${error.message}\n${error.whatToDo}` : (error as Error).message);
  process.exitCode = isBlocked ? blockedExitCode : 1;
}
