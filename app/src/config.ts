import { str } from 'envalid';
import { ConfigError, databaseUrl, oneOf, readEnvironment, wholeNumber } from './environment.ts';

/** The API's configuration; times are in milliseconds. */
export interface Config {
  host: string;
  port: number;
  databaseUrl: string;
  logLevel: string;
  /** From the signal to the exit. Must be shorter than the pod's termination grace period. */
  shutdownGraceMs: number;
  /** The first part of it: not ready, but still answering until proxies send no new requests. */
  shutdownDelayMs: number;
}

export const configVariables = {
  HOST: str({ default: '127.0.0.1', desc: 'the address to listen on' }),
  PORT: wholeNumber(0, 65_535)({ default: 3000, desc: 'the port to listen on; 0 for any free port' }),
  DATABASE_URL: databaseUrl({ desc: 'postgres://user:password@host:5432/name' }),
  LOG_LEVEL: oneOf(
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  )({ default: 'info', desc: 'fatal, error, warn, info, debug, trace or silent' }),
  SHUTDOWN_GRACE_MS: wholeNumber(
    100,
    600_000,
  )({ default: 10_000, desc: 'longest time from SIGTERM to exit; requests still running then are aborted' }),
  SHUTDOWN_DELAY_MS: wholeNumber(
    0,
    600_000,
  )({ default: 1000, desc: 'how long the API still answers while not ready, as part of the grace period' }),
};

/**
 * Reads the configuration from the environment.
 * @throws {ConfigError} naming every invalid variable
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
