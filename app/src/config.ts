import { str } from 'envalid';
import { ConfigError, databaseUrl, oneOf, readEnvironment, wholeNumber } from './environment.ts';

/** The API's configuration; times are in milliseconds. */
export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
  logLevel: string;
  /** From the signal to the end: whatever still runs then is cut off. Below the pod's grace period. */
  shutdownGraceMs: number;
  /** The part of it in which the API is unready but still answers, until no proxy sends new requests. */
  shutdownDelayMs: number;
}

/** Every variable, with what it means; a time's unit is in its name. */
export const configVariables = {
  HOST: str({ default: '127.0.0.1', desc: 'the address that it listens on' }),
  PORT: wholeNumber(0, 65_535)({ default: 3000, desc: 'the port that it listens on; 0 for any that is free' }),
  DATABASE_URL: databaseUrl({ desc: 'postgres://user:password@host:5432/name' }),
  LOG_LEVEL: oneOf(
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  )({ default: 'info', desc: 'what is logged: fatal, error, warn, info, debug, trace or silent' }),
  SHUTDOWN_GRACE_MS: wholeNumber(
    100,
    600_000,
  )({ default: 10_000, desc: 'from the signal to the end; what still runs then is cut off' }),
  SHUTDOWN_DELAY_MS: wholeNumber(
    0,
    600_000,
  )({ default: 1000, desc: 'the part of it in which the API is unready but still answers' }),
};

/**
 * Reads the configuration from the environment.
 * @throws {ConfigError} naming every mistake at once
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const found = readEnvironment(environment, configVariables);
  if (found.SHUTDOWN_DELAY_MS >= found.SHUTDOWN_GRACE_MS)
    throw new ConfigError(
      `SHUTDOWN_DELAY_MS: expected less than SHUTDOWN_GRACE_MS (${found.SHUTDOWN_GRACE_MS}), got "${found.SHUTDOWN_DELAY_MS}"`,
    );
  return Object.freeze({
    host: found.HOST,
    port: found.PORT,
    databaseUrl: found.DATABASE_URL,
    logLevel: found.LOG_LEVEL,
    shutdownGraceMs: found.SHUTDOWN_GRACE_MS,
    shutdownDelayMs: found.SHUTDOWN_DELAY_MS,
  });
}
