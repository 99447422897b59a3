import { str } from 'envalid';
import { readEnvironment, wholeNumber } from '../../app/src/environment.ts';
import { defaultScramIterations } from './roles.ts';
import { defaultSeed } from './seed.ts';

/**
 * What the migrator's container is told: where the database is, the passwords, and how far to go.
 * @throws {ConfigError} naming every mistake at once
 */
export function readConfig(environment: NodeJS.ProcessEnv) {
  return readEnvironment(environment, {
    DATABASE_HOST: str({ desc: 'the host name of PostgreSQL' }),
    DATABASE_PORT: wholeNumber(1, 65_535)({ default: 5432 }),
    SUPERUSER_PASSWORD: str({ desc: "the password of PostgreSQL's superuser, postgres" }),
    OWNER_PASSWORD: str({ desc: 'the password that feed_owner shall have' }),
    API_PASSWORD: str({ desc: 'the password that feed_api shall have' }),
    MONITOR_PASSWORD: str({ default: '', desc: 'the password that feed_monitor shall have; no such role without' }),
    SCRAM_ITERATIONS: wholeNumber(1, 10_000_000)({ default: defaultScramIterations }),
    MIGRATE_TO: wholeNumber(0, 9999)({ default: 1 }),
    SEED_USERS: wholeNumber(1, 1_000_000)({ default: defaultSeed.users }),
    SEED_POSTS: wholeNumber(0, 20_000_000)({ default: defaultSeed.posts }),
    WAIT_SECONDS: wholeNumber(1, 3600)({ default: 300 }),
  });
}
