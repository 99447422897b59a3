import pg from 'pg';
import { apiRole, databaseName, monitorRole, ownerRole, programs, superuser } from './names.ts';

export interface Passwords {
  superuser: string;
  owner: string;
  api: string;
  /** Undefined if nothing monitors the server. */
  monitor?: string | undefined;
}

export interface DatabaseUrls {
  /** As the superuser, to the database `postgres`: only to create the roles and the database. */
  admin: string;
  owner: string;
  api: string;
  /** Usable only if there is a monitor password. */
  monitor: string;
}

export interface ServerAddress {
  host: string;
  port: number;
}

/** The connection string of one role. The password may contain any character. */
export function databaseUrl({ host, port }: ServerAddress, role: string, password: string, database: string): string {
  return `postgres://${role}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

/** The connection strings for one server. Only tests pass another `database`. */
export function databaseUrls(server: ServerAddress, passwords: Passwords, database = databaseName): DatabaseUrls {
  return {
    admin: databaseUrl(server, superuser, passwords.superuser, 'postgres'),
    owner: databaseUrl(server, ownerRole, passwords.owner, database),
    api: databaseUrl(server, apiRole, passwords.api, database),
    monitor: databaseUrl(server, monitorRole, passwords.monitor ?? '', database),
  };
}

/** A server that hangs may accept connections but never respond. */
const connectTimeoutMs = 10_000;

/**
 * Opens one connection. A lost connection rejects the running query and the next one; the `error`
 * event that node-postgres also emits needs a listener, or the process would exit.
 */
export async function connect(url: string, settings: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: programs.lab,
    connectionTimeoutMillis: connectTimeoutMs,
    ...settings,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Opens another connection to the same database, as the same role. */
export function connectAgain(
  { host, port, user = '', password = '', database = '' }: pg.Client,
  settings?: pg.ClientConfig,
): Promise<pg.Client> {
  return connect(databaseUrl({ host, port }, user, password, database), settings);
}

/** Runs `work` on a new connection, then closes it. */
export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
  settings?: pg.ClientConfig,
): Promise<Result> {
  const client = await connect(url, settings);
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
