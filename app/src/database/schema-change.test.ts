import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { waitFor } from '../../../db-migrations/src/testing/wait-for.ts';
import { startTestApi, type TestApi } from '../testing/use-test-api.ts';
import type { Connections, CreatePool } from './connections.ts';
import * as shared from './shared-pool.ts';

const database = await createTestDatabase();
after(() => database.drop());

/** With a pool whose first ten logins may take longer than two seconds, on a busy machine. */
const openPatientPool = (createPool: CreatePool) =>
  shared.openConnections((settings) => createPool({ ...settings, connectionTimeoutMillis: 10_000 }));

function openWithTransactions(createPool: CreatePool): Connections {
  const { use, close } = openPatientPool(createPool);
  return {
    close,
    use: (work) =>
      use(async (client) => {
        await client.query('BEGIN');
        try {
          const result = await work(client);
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        }
      }),
  };
}

type SendRequest = (api: TestApi) => Promise<Response>;

const post = (user_id: number) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ user_id, content: 'posted' }),
});

/** The last one fails in the database. */
const requests: [expected: string, send: SendRequest][] = [
  ['feed 200', ({ url }) => fetch(`${url}/feed`)],
  ["user's posts 200", ({ url }) => fetch(`${url}/users/1/posts`)],
  ['new post 201', ({ url }) => fetch(`${url}/posts`, post(1))],
  ['unknown author 404', ({ url }) => fetch(`${url}/posts`, post(2_147_483_647))],
];

/** Sends ten requests, and executes `ddl` when each waits for the posts on its own connection. */
async function sendTen(api: TestApi, kinds: typeof requests, ddl = ''): Promise<void> {
  const ten = Array.from({ length: 10 }, (_, index) => kinds[index % kinds.length]).filter(
    (kind) => kind !== undefined,
  );
  await withClient(database.ownerUrl, async (owner) => {
    await owner.query('BEGIN; LOCK TABLE posts');
    const answers = ten.map(async ([expected, send]) => {
      const response = await send(api);
      await response.arrayBuffer();
      return expected.replace(/\d+$/, String(response.status));
    });
    const waiting = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'posts'::regclass";
    await waitFor(async () => (await owner.query(waiting)).rowCount === 10);
    await owner.query(`${ddl}; COMMIT`);
    assert.deepEqual(
      await Promise.all(answers),
      ten.map(([expected]) => expected),
      ddl,
    );
  });
}

for (const [variant, openConnections] of Object.entries({
  pooled: openPatientPool,
  'with transactions': openWithTransactions,
}))
  test(`${variant}: no request fails when the schema changes under ten connections that have prepared their statements`, async (context) => {
    const api = await startTestApi(database.apiUrl, openConnections);
    context.after(() => api.close());
    const sendEachOnAllConnections = async () => {
      for (const kind of requests) await sendTen(api, [kind]);
    };
    await sendEachOnAllConnections();
    for (const change of [
      'ALTER TABLE posts ALTER COLUMN content TYPE varchar(280)',
      'ALTER TABLE posts ALTER COLUMN content TYPE text',
      'ALTER TABLE posts ADD COLUMN likes integer',
      'ALTER TABLE posts DROP COLUMN likes',
      'CREATE INDEX newest ON posts (created_at)',
      'DROP INDEX newest',
    ]) {
      await sendTen(api, requests, change);
      await sendEachOnAllConnections();
    }
  });
