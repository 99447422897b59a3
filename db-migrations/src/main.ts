import { setTimeout as wait } from 'node:timers/promises';
import { ConfigError, readMigrateConfig, readSeedConfig } from './config.ts';
import { databaseUrl, databaseUrls, withClient } from './database-access.ts';
import { currentMigration, migrate } from './migrate.ts';
import { databaseName, ownerRole } from './names.ts';
import { ensureRoles } from './roles.ts';
import { seed } from './seed.ts';

// The entry point of the migrator image. `main.js migrate` creates the roles and the database and
// migrates to MIGRATE_TO; `main.js seed` fills the tables. Both wait for their prerequisites, and
// are idempotent.

const retryIntervalMs = 1000;

/** Retries `work` until it succeeds. After `waitSeconds`, rejects with the last error. */
async function retry<Result>(name: string, waitSeconds: number, work: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      console.log(`waiting for ${name}: ${(error as Error).message}`);
      await wait(retryIntervalMs);
    }
  }
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
  await retry('PostgreSQL', config.WAIT_SECONDS, () => withClient(urls.admin, async () => {}));
  await ensureRoles(urls.admin, { passwords, scramIterations: config.SCRAM_ITERATIONS });
  await migrate(urls.owner, config.MIGRATE_TO);
  console.log(`the schema is at migration ${config.MIGRATE_TO}`);
}

async function runSeed(): Promise<void> {
  const config = readSeedConfig(process.env);
  const server = { host: config.DATABASE_HOST, port: config.DATABASE_PORT };
  const ownerUrl = databaseUrl(server, ownerRole, config.OWNER_PASSWORD, databaseName);
  await retry('the tables', config.WAIT_SECONDS, async () => {
    if ((await withClient(ownerUrl, currentMigration)) === 0) throw new Error('they do not exist yet');
  });
  const size = { users: config.SEED_USERS, posts: config.SEED_POSTS };
  const changed = await seed(ownerUrl, size, { onProgress: (posts) => console.log(`${posts} posts`) });
  console.log(changed ? 'the tables are filled' : 'the tables were already filled');
}

async function run(command: string | undefined): Promise<void> {
  if (command === 'migrate') await runMigrate();
  else if (command === 'seed') await runSeed();
  else throw new ConfigError('expected one argument, migrate or seed');
}

try {
  await run(process.argv[2]);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
