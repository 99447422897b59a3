import { str } from 'envalid';
import { ConfigError, databaseUrl, httpUrl, oneOf, readEnvironment, wholeNumber } from './environment.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** `desc` is the description in docs/reference.md. */
export const configVariables = {
  HOST: str({ default: '127.0.0.1', desc: 'the address to listen on; :: for all IPv6 and IPv4 addresses' }),
  PORT: wholeNumber(0, 65_535)({ default: 3000, desc: 'the port to listen on; 0 for any free port' }),
  DATABASE_URL: databaseUrl({ desc: 'postgres://user:password@host:5432/name' }),
  LOG_LEVEL: oneOf(...logLevels)({ default: 'info', desc: 'fatal, error, warn, info, debug, trace or silent' }),
  SERVER_TIMING: oneOf(
    'on',
    'off',
  )({
    default: 'on',
    desc: 'on or off: whether responses have a `Server-Timing` header',
  }),
  OTLP_ENDPOINT: httpUrl({
    default: '',
    desc: 'the OpenTelemetry collector to send a trace of every request to, such as http://127.0.0.1:4318; none by default',
  }),
  // Must be shorter than the pod's termination grace period.
  SHUTDOWN_GRACE_MS: wholeNumber(100, 600_000)({ default: 10_000, desc: 'longest time from SIGTERM to exit' }),
  SHUTDOWN_DELAY_MS: wholeNumber(
    0,
    600_000,
  )({ default: 1000, desc: 'how long it still answers while not ready, so that proxies can react' }),
};

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the configuration from the environment.
 * @throws {ConfigError} naming every invalid variable
 */
export function readConfig(environment: NodeJS.ProcessEnv) {
  const variables = readEnvironment(environment, configVariables);
  if (variables.SHUTDOWN_DELAY_MS >= variables.SHUTDOWN_GRACE_MS)
    throw new ConfigError(
      `SHUTDOWN_DELAY_MS: expected less than SHUTDOWN_GRACE_MS (${variables.SHUTDOWN_GRACE_MS}), got "${variables.SHUTDOWN_DELAY_MS}"`,
    );
  return Object.freeze({
    host: variables.HOST,
    port: variables.PORT,
    databaseUrl: variables.DATABASE_URL,
    logLevel: variables.LOG_LEVEL,
    serverTiming: variables.SERVER_TIMING === 'on',
    otlpEndpoint: variables.OTLP_ENDPOINT,
    shutdownGraceMs: variables.SHUTDOWN_GRACE_MS,
    shutdownDelayMs: variables.SHUTDOWN_DELAY_MS,
  });
}
