/**
 * What a fix changes in the section [pgbouncer] of pgbouncer.ini, by PgBouncer's own names. Its
 * times are in seconds.
 */
export type PoolerSettings = Record<string, string | number>;

/** Where the code of a fix expects the pooler: PgBouncer's usual port. */
export const usualPoolerAddress = '127.0.0.1:6432';

/** A value of a connection string: quoted, with quotes inside doubled (pgbouncer.ini, [databases]). */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const line = ([name, value]: [string, string | number]) => `${name} = ${value}\n`;

/**
 * pgbouncer.ini of a learner who has followed PgBouncer's documentation. What is not listed has
 * PgBouncer's default, such as passwords hashed with MD5 between the API and the pooler.
 * @param apiUrl the connection string that the API would have without a pooler
 */
export function poolerSettings(
  apiUrl: string,
  { port, authFile }: { port: number; authFile: string },
  settings: PoolerSettings,
): string {
  const { hostname, port: postgresPort, pathname } = new URL(apiUrl);
  // PgBouncer rejects parameters of a login that it does not track, and app/ sends this one. To
  // ignore it would remove the limit, so each session of the pooler begins with it.
  const limit = `connect_query=${quoted('SET statement_timeout = 10000')}`;
  const all: PoolerSettings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    // TCP only, and no file in /tmp.
    unix_socket_dir: '',
    auth_file: authFile,
    ignore_startup_parameters: 'statement_timeout',
    // The default of 100 is less than what a crowd needs.
    max_client_conn: 1000,
    ...settings,
  };
  const database = `${pathname.slice(1)} = host=${hostname} port=${postgresPort} ${limit}\n`;
  return `[databases]\n${database}\n[pgbouncer]\n${Object.entries(all).map(line).join('')}`;
}

/** The file of users and passwords (PgBouncer: "Authentication file format"). */
export function poolerUsers(apiUrl: string): string {
  const { username, password } = new URL(apiUrl);
  const entry = (text: string) => `"${decodeURIComponent(text).replaceAll('"', '""')}"`;
  return `${entry(username)} ${entry(password)}\n`;
}
