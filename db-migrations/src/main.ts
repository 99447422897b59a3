import { ConfigError, readConfig } from './config.ts';
import { databaseUrls, withClient } from './database-access.ts';
import { currentMigration, migrate } from './migrate.ts';
import { ensureRoles } from './roles.ts';
import { seed } from './seed.ts';
import { PasswordMismatch, retry, waitForServer } from './wait-for-server.ts';

// The entry point of the migrator image. `main.js migrate` creates the roles and the database and
// migrates to MIGRATE_TO; `main.js seed` fills the tables. Both wait for their prerequisites, and
// are idempotent.

async function run(command: string | undefined): Promise<void> {
  const config = readConfig(process.env);
  const passwords = {
    superuser: config.SUPERUSER_PASSWORD,
    owner: config.OWNER_PASSWORD,
    api: config.API_PASSWORD,
    monitor: config.MONITOR_PASSWORD,
  };
  const urls = databaseUrls({ host: config.DATABASE_HOST, port: config.DATABASE_PORT }, passwords);
  if (command === 'migrate') {
    await waitForServer(urls.admin, config.WAIT_SECONDS);
    await ensureRoles(urls.admin, { passwords, scramIterations: config.SCRAM_ITERATIONS });
    await migrate(urls.owner, config.MIGRATE_TO);
    console.log(`the schema is at migration ${config.MIGRATE_TO}`);
  } else if (command === 'seed') {
    await retry('the tables', config.WAIT_SECONDS, async () => {
      if ((await withClient(urls.owner, currentMigration)) === 0) throw new Error('they do not exist yet');
    });
    const size = { users: config.SEED_USERS, posts: config.SEED_POSTS };
    const changed = await seed(urls.owner, size, { onProgress: (posts) => console.log(`${posts} posts`) });
    console.log(changed ? 'the tables are filled' : 'the tables were already filled');
  } else throw new ConfigError('expected one argument, migrate or seed');
}

try {
  await run(process.argv[2]);
} catch (error) {
  const isExplained = error instanceof ConfigError || error instanceof PasswordMismatch;
  if (!isExplained) console.error(error);
  // Last, because people and scripts look at the end of a Job's log.
  console.error((error as Error).message);
  process.exitCode = 1;
}
