import type pg from 'pg';
import { apiRole, monitorRole } from './names.ts';

// The database's owner may take away the right to connect, and give it back. A connection limit
// would need a superuser, and could keep out the owner, too.

const rights = `
SELECT quote_ident(current_database()) AS database,
  has_database_privilege($1, current_database(), 'CONNECT') AS "canConnect",
  (SELECT coalesce(bool_or(has_database_privilege(oid, current_database(), 'CONNECT')), false)
   FROM pg_roles WHERE rolname = $2) AS "isMonitored"`;

async function readRights(client: pg.ClientBase) {
  const { rows } = await client.query<{ database: string; canConnect: boolean; isMonitored: boolean }>(rights, [
    apiRole,
    monitorRole,
  ]);
  if (!rows[0]) throw new Error('the query for rights returned no row');
  return rows[0];
}

/**
 * Lets the API's role log in again, if withRefusedLogins() was interrupted. Does nothing if it can.
 */
export async function acceptLogins(client: pg.ClientBase): Promise<void> {
  const { database, canConnect, isMonitored } = await readRights(client);
  if (canConnect) return;
  const grantTo = (role: string) => `GRANT CONNECT ON DATABASE ${database} TO ${role}`;
  // The list of rights is kept in the order in which ensureRoles() made it.
  const monitor = isMonitored
    ? [`REVOKE CONNECT ON DATABASE ${database} FROM ${monitorRole}`, grantTo(monitorRole)]
    : [];
  await client.query([...monitor.slice(0, 1), grantTo(apiRole), ...monitor.slice(1)].join('; '));
}

/**
 * Refuses new sessions of the API while `work` runs. Those that exist are not affected. Refuses
 * none if everybody may connect to the database, or the API's role is a superuser.
 */
export async function withRefusedLogins<Outcome>(
  client: pg.ClientBase,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const { database } = await readRights(client);
  await client.query(`BEGIN; REVOKE CONNECT ON DATABASE ${database} FROM ${apiRole}`);
  const isRefused = !(await readRights(client)).canConnect;
  await client.query(isRefused ? 'COMMIT' : 'ROLLBACK');
  try {
    return await work();
  } finally {
    if (isRefused) await acceptLogins(client);
  }
}
