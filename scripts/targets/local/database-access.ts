import pg from 'pg';
import { apiRole, databaseName, ensureRoles, ownerRole } from '../../../db-migrations/src/roles.ts';
import type { Passwords } from './passwords.ts';
import { superuser } from './postgres-data.ts';

/** Who connects, to which database, on the local server. */
export function databaseUrls(port: number, passwords: Passwords) {
  const url = (role: string, password: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return {
    admin: url(superuser, passwords.superuser, 'postgres'),
    owner: url(ownerRole, passwords.owner, databaseName),
    api: url(apiRole, passwords.api, databaseName),
  };
}

export type DatabaseUrls = ReturnType<typeof databaseUrls>;

/** Runs `work` with one connection and closes it. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'feed-lab' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes roles and database, and sets what the API's login costs. */
export async function prepareRoles(urls: DatabaseUrls, passwords: Passwords, scramIterations: number): Promise<void> {
  const settings = { ownerPassword: passwords.owner, apiPassword: passwords.api, scramIterations };
  await withClient(urls.admin, (admin) => ensureRoles(admin, settings));
}
