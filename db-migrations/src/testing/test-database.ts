import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { connect, databaseUrls, type Passwords, withClient } from '../database-access.ts';
import { ownerRole } from '../names.ts';
import { allowLabRoles } from '../roles.ts';

/** The server that tools/test.ts starts for all tests, with a migrated and seeded template. */
export interface TestServer {
  port: number;
  template: string;
  passwords: Passwords;
}

/** The environment variable that contains a TestServer as JSON. */
export const testServerVariable = 'FEED_LAB_TEST_SERVER';

/** A database for one test file: migration 1, 600 users, 10,000 posts. */
export interface TestDatabase {
  adminUrl: string;
  ownerUrl: string;
  apiUrl: string;
  name: string;
  /** Runs a statement as the owner. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Closes remaining sessions and drops the database. */
  drop(): Promise<void>;
}

export function readTestServer(): TestServer {
  const text = process.env[testServerVariable];
  if (!text) throw new Error('this test needs PostgreSQL; run it with: make test ARGS=path/to/the.test.ts');
  return JSON.parse(text);
}

/** Runs one statement on a new connection. */
export async function runStatement<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(text, values)).rows);
}

/** Clones the template, or creates an empty database. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = readTestServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const urls = databaseUrls({ host: '127.0.0.1', port: server.port }, server.passwords, name);
  await withClient(urls.admin, async (admin) => {
    await admin.query(`CREATE DATABASE ${name} OWNER ${ownerRole} TEMPLATE ${empty ? 'template0' : server.template}`);
    await allowLabRoles(admin, name);
  });
  return {
    adminUrl: urls.admin,
    ownerUrl: urls.owner,
    apiUrl: urls.api,
    name,
    query: (text, values) => runStatement(urls.owner, text, values),
    async drop() {
      await runStatement(urls.admin, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Blocks every query on posts. Resolves to the function that releases the lock. */
export async function lockPosts(ownerUrl: string): Promise<() => Promise<void>> {
  const client = await connect(ownerUrl);
  await client.query('BEGIN');
  await client.query('LOCK TABLE posts');
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}
