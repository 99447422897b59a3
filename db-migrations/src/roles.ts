import pg from 'pg';
import { type Passwords, withClient } from './database-access.ts';
import { apiRole, databaseName, monitorRole, ownerRole } from './names.ts';

/** PostgreSQL's default. */
export const defaultScramIterations = 4096;

export interface RoleSettings {
  passwords: Pick<Passwords, 'owner' | 'api' | 'monitor'>;
  /** Hash iterations per login of the API (`scram_iterations`), which make logins expensive. */
  scramIterations?: number;
}

/**
 * Creates the roles and the database, or updates the passwords. `adminUrl` connects as a superuser.
 * The API's role owns nothing and can create nothing, not even temporary tables.
 */
export async function ensureRoles(
  adminUrl: string,
  { passwords, scramIterations = defaultScramIterations }: RoleSettings,
): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    await ensureRole(admin, ownerRole, passwords.owner, defaultScramIterations);
    await ensureRole(admin, apiRole, passwords.api, scramIterations);
    if (passwords.monitor) {
      await ensureRole(admin, monitorRole, passwords.monitor, defaultScramIterations);
      await admin.query(`GRANT pg_monitor TO ${monitorRole}`);
    }
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (!rowCount) await admin.query(`CREATE DATABASE ${databaseName} OWNER ${ownerRole}`);
    await allowLabRoles(admin, databaseName);
    // To see who holds a lock, and to end sessions of the API and the owner.
    await admin.query(`GRANT pg_read_all_stats, pg_signal_backend TO ${ownerRole}`);
  });
  const feedUrl = new URL(adminUrl);
  feedUrl.pathname = databaseName;
  // For people who use psql: SELECT * FROM pg_stat_statements shows the cost of each statement.
  await withClient(feedUrl.href, (admin) => admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements'));
}

/**
 * Lets only the lab's roles connect to a database. A copy of a database has none of its rights
 * (PostgreSQL: CREATE DATABASE).
 */
export async function allowLabRoles(admin: pg.ClientBase, database: string): Promise<void> {
  await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  const { rows } = await admin.query<{ role: string }>(
    'SELECT rolname AS role FROM pg_roles WHERE rolname = ANY ($1)',
    [[apiRole, monitorRole]],
  );
  for (const { role } of rows) await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
}

/** The hash iterations per login of the API; undefined if it has no password yet. */
export async function readScramIterations(adminUrl: string): Promise<number | undefined> {
  // SCRAM-SHA-256$ITERATIONS:SALT$... (PostgreSQL: "pg_authid").
  const { rows } = await withClient(adminUrl, (admin) =>
    admin.query<{ iterations: number | null }>(
      `SELECT substring(rolpassword FROM '^SCRAM-SHA-256\\$(\\d+):')::integer AS iterations FROM pg_authid WHERE rolname = $1`,
      [apiRole],
    ),
  );
  return rows[0]?.iterations ?? undefined;
}

async function ensureRole(admin: pg.Client, role: string, password: string, scramIterations: number): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (!rowCount) await admin.query(`CREATE ROLE ${role} LOGIN`);
  await admin.query("SELECT set_config('scram_iterations', $1, false)", [String(scramIterations)]);
  // Utility statements do not accept parameters, so node-postgres escapes the password.
  await admin.query(`ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(password)}`);
}
