import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { connect, databaseUrls, type Passwords, withClient } from '../database-access.ts';
import { ownerRole } from '../names.ts';

/** What tools/test.ts hands to each test file: the one server of the run, with a migrated and seeded template on it. */
export interface TestServer {
  port: number;
  template: string;
  passwords: Passwords;
}

/** The variable that carries a TestServer as JSON. */
export const testServerVariable = 'FEED_LAB_TEST_SERVER';

/** A database of one test file's own: migration 1, 600 users, 10,000 posts. */
export interface TestDatabase {
  adminUrl: string;
  ownerUrl: string;
  apiUrl: string;
  name: string;
  /** Runs a statement as the owner. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
}

export function readTestServer(): TestServer {
  const text = process.env[testServerVariable];
  if (!text) throw new Error('this test needs PostgreSQL; run it by: make test ARGS=path/to/the.test.ts');
  return JSON.parse(text);
}

/** One statement on a connection of its own. */
export async function runOnce<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(text, values)).rows);
}

/** Clones the template, or makes an empty database. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = readTestServer();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const urls = databaseUrls({ host: '127.0.0.1', port: server.port }, server.passwords, name);
  await runOnce(
    urls.admin,
    `CREATE DATABASE ${name} OWNER ${ownerRole} TEMPLATE ${empty ? 'template0' : server.template}`,
  );
  return {
    adminUrl: urls.admin,
    ownerUrl: urls.owner,
    apiUrl: urls.api,
    name,
    query: (text, values) => runOnce(urls.owner, text, values),
    async drop() {
      await runOnce(urls.admin, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** Holds up every query on posts until the function it resolves to is called. */
export async function lockPosts(ownerUrl: string): Promise<() => Promise<void>> {
  const client = await connect(ownerUrl);
  await client.query('BEGIN');
  await client.query('LOCK TABLE posts');
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
}
