import { cleanEnv, EnvError, makeValidator, str } from 'envalid';
import { defaultScramIterations } from './roles.ts';
import { defaultSeed } from './seed.ts';

/** A whole number in digits only: "80a" and "" are errors, never NaN or 0. */
function wholeNumber(minimum: number, maximum: number) {
  return makeValidator((text: string): number => {
    if (/^\d+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum) return Number(text);
    throw new EnvError(`expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  });
}

/** The configuration of the migrator's container. Exits after printing every invalid variable. */
export function readConfig(environment: NodeJS.ProcessEnv) {
  return cleanEnv(environment, {
    DATABASE_HOST: str({ desc: 'the host name of PostgreSQL' }),
    DATABASE_PORT: wholeNumber(1, 65_535)({ default: 5432 }),
    SUPERUSER_PASSWORD: str({ desc: "the password of PostgreSQL's superuser, postgres" }),
    OWNER_PASSWORD: str({ desc: 'the password that feed_owner gets' }),
    API_PASSWORD: str({ desc: 'the password that feed_api gets' }),
    MONITOR_PASSWORD: str({ default: '', desc: 'the password that feed_monitor gets; no such role without' }),
    SCRAM_ITERATIONS: wholeNumber(1, 10_000_000)({ default: defaultScramIterations }),
    MIGRATE_TO: wholeNumber(0, 9999)({ default: 1 }),
    SEED_USERS: wholeNumber(1, 1_000_000)({ default: defaultSeed.users }),
    SEED_POSTS: wholeNumber(0, 20_000_000)({ default: defaultSeed.posts }),
    WAIT_SECONDS: wholeNumber(1, 3600)({ default: 300 }),
  });
}
