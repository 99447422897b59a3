import pg from 'pg';
import { apiRole, databaseName, monitorRole, ownerRole, superuser } from './names.ts';

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

/** The connection strings for one server. Only tests pass another `database`. */
export function databaseUrls(
  { host, port }: { host: string; port: number },
  passwords: Passwords,
  database = databaseName,
): DatabaseUrls {
  const url = (role: string, password: string, name: string) =>
    `postgres://${role}:${encodeURIComponent(password)}@${host}:${port}/${name}`;
  return {
    admin: url(superuser, passwords.superuser, 'postgres'),
    owner: url(ownerRole, passwords.owner, database),
    api: url(apiRole, passwords.api, database),
    monitor: url(monitorRole, passwords.monitor ?? '', database),
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
    application_name: 'feed-lab',
    connectionTimeoutMillis: connectTimeoutMs,
    ...settings,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
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
