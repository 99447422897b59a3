import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { connect } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase, type TestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { readCounters, reportIntervalMs } from './posts-read.ts';

let database: TestDatabase;
let owner: pg.Client;
/** Pools of one session each. */
let feedSessions: pg.Pool[];
let postSession: pg.Pool;
before(async () => {
  database = await createTestDatabase();
  owner = await connect(database.ownerUrl);
  const openSession = () => new pg.Pool({ connectionString: database.apiUrl, max: 1 });
  feedSessions = Array.from({ length: 10 }, openSession);
  postSession = openSession();
  await Promise.all([postSession, ...feedSessions].map((session) => session.query('SELECT 1')));
});
after(async () => {
  await Promise.all([owner, postSession, ...feedSessions].map((sessions) => sessions.end()));
  await database.drop();
});

/**
 * An API whose queries are so fast that four requests in a row share a session, and that reads
 * nothing itself. The next feeds after a pause begin with the first session again. Posts have a
 * session of their own.
 */
async function withFastApi<Result>(work: (address: string, pause: () => Promise<void>) => Promise<Result>) {
  let feeds = 0;
  const server = createServer(async (request, response) => {
    let session = postSession;
    if (request.method === 'GET') {
      session = feedSessions[Math.floor(feeds / 4) % feedSessions.length] ?? postSession;
      feeds += 1;
    }
    await session.query('SELECT 1');
    response.end('[]');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pause = async () => {
    await wait(reportIntervalMs);
    feeds = 0;
  };
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, pause);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Right after a report, a session holds back what it reads next. */
async function readAllPosts(session: pg.Pool | undefined): Promise<void> {
  await session?.query('SELECT pg_stat_force_next_flush(), count(*) FROM users');
  await session?.query('SELECT sum(id) FROM posts');
}

test('what a session has read is counted, even if the API hardly ever uses it', async () => {
  const counted = await withFastApi(async (address, pause) => {
    const read = () => readCounters(address, owner, async () => [], pause);
    const before = await read();
    await readAllPosts(feedSessions.at(-1));
    return (await read()).rows - before.rows;
  });
  assert.equal(counted, 10_000);
});

test('what a session that only posts use has read is counted after posts', async () => {
  const counted = await withFastApi(async (address, pause) => {
    const read = () => readCounters(address, owner, async () => [], pause, ['/posts', '/feed']);
    const before = await read();
    await readAllPosts(postSession);
    return (await read()).rows - before.rows;
  });
  assert.equal(counted, 10_000);
});
