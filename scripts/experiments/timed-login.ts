import type { EventEmitter } from 'node:events';
import pg from 'pg';

/** The parts of a login, in order, and what each lasts until. */
export const loginPhases = [
  // The kernel answers for PostgreSQL, which need not have noticed.
  'TCP connect',
  // The server has taken the connection, forked a process, read who wants in, and asks for the password.
  'process start',
  // The server has sent the salt and the number of rounds.
  'salt',
  // The client has hashed the password so many times, and sends its proof.
  'hashing',
  // The server has compared, which is quick, and its new process has made itself at home in the database. It sends both together.
  'session start',
] as const;
export type LoginPhase = (typeof loginPhases)[number];

/** A login that did not come to its end. */
export class LoginFailed extends Error {
  override name = 'LoginFailed';
  /** What was under way, and since when the login had begun. */
  readonly during: LoginPhase;
  readonly afterMs: number;
  /** PostgreSQL's SQLSTATE; undefined when it was we who gave up. */
  readonly code: string | undefined;

  constructor(during: LoginPhase, afterMs: number, cause: Error & { code?: string }) {
    super(`${during}: ${cause.message}`, { cause });
    this.during = during;
    this.afterMs = afterMs;
    this.code = cause.code;
  }
}

/** What node-postgres talks to the server with: it has no types for it. It emits each message by its name. */
type Connection = EventEmitter & { sendSCRAMClientFinalMessage(proof: string): void };

/**
 * Opens one connection and times its parts by the messages that come and go, as node-postgres sees them: a busy event loop counts.
 * @throws {LoginFailed}
 */
export async function timedLogin(
  url: string,
  settings: pg.ClientConfig = {},
): Promise<{ client: pg.Client; phaseMs: Record<LoginPhase, number> }> {
  const client = new pg.Client({ connectionString: url, application_name: 'feed-bench', ...settings });
  client.on('error', () => {});
  const { connection } = client as unknown as { connection: Connection };
  const startedAt = performance.now();
  let previousAt = startedAt;
  const phaseMs = {} as Record<LoginPhase, number>;
  const ends = (phase: LoginPhase) => () => {
    const now = performance.now();
    phaseMs[phase] = now - previousAt;
    previousAt = now;
  };
  connection.once('connect', ends('TCP connect'));
  connection.once('authenticationSASL', ends('process start'));
  connection.once('authenticationSASLContinue', ends('salt'));
  const send = connection.sendSCRAMClientFinalMessage.bind(connection);
  connection.sendSCRAMClientFinalMessage = (proof) => {
    ends('hashing')();
    send(proof);
  };
  connection.once('readyForQuery', ends('session start'));
  try {
    await client.connect();
    return { client, phaseMs };
  } catch (error) {
    const during = loginPhases.find((phase) => phaseMs[phase] === undefined) ?? 'session start';
    throw new LoginFailed(during, performance.now() - startedAt, error as Error);
  }
}

/** Repeats `work` on so many lines at once until the time is up or the signal comes. Resolves to how long it took, in seconds. */
export async function repeatAtOnce(
  lines: number,
  seconds: number,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  const line = async () => {
    while (performance.now() - startedAt < seconds * 1000 && !signal.aborted) await work();
  };
  await Promise.all(Array.from({ length: lines }, line));
  signal.throwIfAborted();
  return (performance.now() - startedAt) / 1000;
}
