import { cleanEnv, EnvError, EnvMissingError, makeValidator, str } from 'envalid';
import { defaultScramIterations } from './roles.ts';
import { defaultSeed } from './seed.ts';

/** A whole number in digits only: "80a" and "" are errors, never NaN or 0. */
function wholeNumber(minimum: number, maximum: number) {
  return makeValidator((text: string): number => {
    if (/^\d+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum) return Number(text);
    throw new EnvError(`expected a whole number from ${minimum} to ${maximum}, got "${text}"`);
  });
}

/** Names every invalid variable, one per line: people look at the last lines of a Job's log. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const serverVariables = {
  DATABASE_HOST: str({ desc: 'the host name of PostgreSQL' }),
  DATABASE_PORT: wholeNumber(1, 65_535)({ default: 5432 }),
  OWNER_PASSWORD: str({ desc: 'the password of feed_owner, which migrate sets' }),
  WAIT_SECONDS: wholeNumber(1, 3600)({ default: 300 }),
};

const migrateVariables = {
  ...serverVariables,
  SUPERUSER_PASSWORD: str({ desc: "the password of PostgreSQL's superuser, postgres" }),
  API_PASSWORD: str({ desc: 'the password to set for feed_api' }),
  MONITOR_PASSWORD: str({
    default: '',
    desc: 'the password to set for feed_monitor; if empty, the role is not created',
  }),
  SCRAM_ITERATIONS: wholeNumber(1, 10_000_000)({ default: defaultScramIterations }),
  MIGRATE_TO: wholeNumber(0, 9999)({ default: 1 }),
};

const seedVariables = {
  ...serverVariables,
  SEED_USERS: wholeNumber(1, 1_000_000)({ default: defaultSeed.users }),
  SEED_POSTS: wholeNumber(0, 100_000_000)({ default: defaultSeed.posts }),
};

const readVariables: typeof cleanEnv = (environment, specs) =>
  cleanEnv(environment, specs, {
    reporter({ errors }) {
      const lines = Object.entries<Error | undefined>(errors).map(
        ([name, error]) => `${name}: ${error instanceof EnvMissingError ? 'missing; expected ' : ''}${error?.message}`,
      );
      if (lines.length > 0) throw new ConfigError(lines.join('\n'));
    },
  });

/**
 * Reads the configuration of the container that migrates.
 * @throws {ConfigError}
 */
export const readMigrateConfig = (environment: NodeJS.ProcessEnv) => readVariables(environment, migrateVariables);

/**
 * Reads the configuration of the container that seeds, which knows only the owner's password.
 * @throws {ConfigError}
 */
export const readSeedConfig = (environment: NodeJS.ProcessEnv) => readVariables(environment, seedVariables);
