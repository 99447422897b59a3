import type { EventEmitter } from 'node:events';
import pg from 'pg';

/** The phases of a login, in order, and the end of each. */
export const loginPhases = [
  // The kernel accepts the connection; the postmaster may not have noticed yet.
  'TCP connect',
  // The server has accepted, forked a backend, read the startup packet, and requests a password.
  'process start',
  // The server has sent the salt and the number of iterations.
  'salt',
  // The client has hashed the password and sends its proof.
  'hashing',
  // The server has checked the proof, which is quick, and initialized the session: one response.
  'session start',
] as const;
export type LoginPhase = (typeof loginPhases)[number];

export class LoginFailed extends Error {
  override name = 'LoginFailed';
  readonly during: LoginPhase;
  /** PostgreSQL's SQLSTATE; undefined when the client gave up. */
  readonly code: string | undefined;

  constructor(during: LoginPhase, cause: Error & { code?: string }) {
    super(`${during}: ${cause.message}`, { cause });
    this.during = during;
    this.code = cause.code;
  }
}

/** node-postgres has no types for its connection, which emits each server message by name. */
type Connection = EventEmitter & { sendSCRAMClientFinalMessage(proof: string): void };

/**
 * Opens a connection and times the phases of its login by the protocol messages, as node-postgres
 * handles them: a busy event loop adds to the times.
 * @throws {LoginFailed}
 */
export async function timedLogin(
  url: string,
  settings: pg.ClientConfig = {},
): Promise<{ client: pg.Client; phaseMs: Record<LoginPhase, number> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'feed-bench', ...settings });
  client.on('error', () => {});
  const { connection } = client as unknown as { connection: Connection };
  let previousAt = performance.now();
  const phaseMs = {} as Record<LoginPhase, number>;
  const endOf = (phase: LoginPhase) => () => {
    const now = performance.now();
    phaseMs[phase] = now - previousAt;
    previousAt = now;
  };
  connection.once('connect', endOf('TCP connect'));
  connection.once('authenticationSASL', endOf('process start'));
  connection.once('authenticationSASLContinue', endOf('salt'));
  const send = connection.sendSCRAMClientFinalMessage.bind(connection);
  connection.sendSCRAMClientFinalMessage = (proof) => {
    endOf('hashing')();
    send(proof);
  };
  connection.once('readyForQuery', endOf('session start'));
  try {
    await client.connect();
    return { client, phaseMs };
  } catch (error) {
    const during = loginPhases.find((phase) => phaseMs[phase] === undefined) ?? 'session start';
    throw new LoginFailed(during, error as Error);
  }
}
