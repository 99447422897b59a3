import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from './config.ts';
import { databaseUrls, withClient } from './database-access.ts';
import { currentMigration, migrate } from './migrate.ts';
import { ensureRoles } from './roles.ts';
import { seed } from './seed.ts';

// The migrator image's program. `main.js migrate` makes roles and database and brings the schema to MIGRATE_TO; `main.js seed`
// fills the tables. Both wait for what they need, and do nothing when it is done already.

const attemptEveryMs = 1000;

/** Tries `work` until it succeeds or the time is up; then it fails as the last attempt did. */
async function untilItWorks<Result>(what: string, waitSeconds: number, work: () => Promise<Result>): Promise<Result> {
  const giveUpAt = Date.now() + waitSeconds * 1000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      console.log(`waiting for ${what}: ${(error as Error).message}`);
      await wait(attemptEveryMs);
    }
  }
}

async function run(does: string | undefined): Promise<void> {
  const config = readConfig(process.env);
  const passwords = {
    superuser: config.SUPERUSER_PASSWORD,
    owner: config.OWNER_PASSWORD,
    api: config.API_PASSWORD,
    monitor: config.MONITOR_PASSWORD,
  };
  const urls = databaseUrls({ host: config.DATABASE_HOST, port: config.DATABASE_PORT }, passwords);
  if (does === 'migrate') {
    await untilItWorks('PostgreSQL', config.WAIT_SECONDS, () => withClient(urls.admin, async () => {}));
    await ensureRoles(urls.admin, { passwords, scramIterations: config.SCRAM_ITERATIONS });
    await migrate(urls.owner, config.MIGRATE_TO);
    console.log(`the schema is at migration ${config.MIGRATE_TO}`);
  } else if (does === 'seed') {
    await untilItWorks('the tables', config.WAIT_SECONDS, async () => {
      if ((await withClient(urls.owner, currentMigration)) === 0) throw new Error('they are not there yet');
    });
    const size = { users: config.SEED_USERS, posts: config.SEED_POSTS };
    const changed = await seed(urls.owner, size, { onProgress: (posts) => console.log(`${posts} posts`) });
    console.log(changed ? 'the tables are filled' : 'the rows were there already');
  } else throw new Error('expected one word, migrate or seed');
}

try {
  await run(process.argv[2]);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
