import pg from 'pg';

/** The names of the database and of its two roles: the owner migrates and seeds, the API reads and writes rows. */
export const databaseName = 'feed';
export const ownerRole = 'feed_owner';
export const apiRole = 'feed_api';

export interface RoleSettings {
  ownerPassword: string;
  apiPassword: string;
  /** How many times a client hashes the API's password when it connects (`scram_iterations`): what a connection costs. */
  scramIterations?: number;
}

/**
 * Makes both roles and the database, or brings their passwords up to date. `admin` is connected as a superuser.
 * The API's role owns nothing, can create nothing and has no temporary tables.
 */
export async function ensureRoles(
  admin: pg.Client,
  { ownerPassword, apiPassword, scramIterations = 4096 }: RoleSettings,
) {
  await ensureRole(admin, ownerRole, ownerPassword, 4096);
  await ensureRole(admin, apiRole, apiPassword, scramIterations);
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
  if (!rowCount) await admin.query(`CREATE DATABASE ${databaseName} OWNER ${ownerRole}`);
  await admin.query(`REVOKE ALL ON DATABASE ${databaseName} FROM PUBLIC`);
  await admin.query(`GRANT CONNECT ON DATABASE ${databaseName} TO ${apiRole}`);
}

async function ensureRole(admin: pg.Client, role: string, password: string, scramIterations: number): Promise<void> {
  const { rowCount } = await admin.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (!rowCount) await admin.query(`CREATE ROLE ${role} LOGIN`);
  await admin.query("SELECT set_config('scram_iterations', $1, false)", [String(scramIterations)]);
  // A utility statement takes no parameters; escapeLiteral is node-postgres's quoting for this case.
  await admin.query(`ALTER ROLE ${role} PASSWORD ${pg.escapeLiteral(password)}`);
}
