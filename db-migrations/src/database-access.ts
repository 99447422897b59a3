import pg from 'pg';
import { apiRole, databaseName, monitorRole, ownerRole, superuser } from './names.ts';

/** The passwords of those who connect. */
export interface Passwords {
  superuser: string;
  owner: string;
  api: string;
  /** Of who watches the server; absent where nobody does. */
  monitor?: string | undefined;
}

export interface DatabaseUrls {
  /** The superuser, in the database `postgres`: makes the roles, and nothing else. */
  admin: string;
  /** Migrates and seeds. */
  owner: string;
  /** The API's own. */
  api: string;
  /** Who watches the server; of no use where nobody does. */
  monitor: string;
}

/** Who connects to what, on one server. `database` is another than the lab's only in tests. */
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

/** A server that is frozen takes connections, and never says a word on them. */
const connectWithinMs = 10_000;

/**
 * Opens one connection. A connection that is lost fails the query that runs on it, and the next one; the event that node-postgres
 * also emits would end the process if nobody listened.
 */
export async function connect(url: string, settings: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'feed-lab',
    connectionTimeoutMillis: connectWithinMs,
    ...settings,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs `work` with a connection of its own and closes it. */
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
