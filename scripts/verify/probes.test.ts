// Early: sends requests and locks tables for seconds.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { test } from 'node:test';
import type pg from 'pg';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { parseMetrics } from '../lib/metrics.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { probeContract } from './contract-probe.ts';
import { probeCrowd } from './crowd-probe.ts';
import { probeFreshness } from './freshness-probe.ts';
import { createLatePosts } from './late-posts.ts';
import { probeLockedTables } from './lock-probe.ts';
import { maxLatenessMs } from './max-lateness.ts';
import { probeQuietly } from './quiet-probe.ts';
import { probeRecovery } from './recovery-probe.ts';
import { sendRequest } from './send-request.ts';

// The lab's shared pool, in this process, on a database of this file's own.
const context = useTestApi();
const never = new AbortController().signal;

const lockTables = (signal = never) =>
  asVerify((client) => probeLockedTables(context.api.url, client, 1, createLatePosts(), signal));

/** Separate from readEverything(), which would wait for this lock. */
async function isLocked(): Promise<boolean> {
  const [row] = await context.database.query<{ locked: boolean }>(`
    SELECT EXISTS (
      SELECT
      FROM pg_locks JOIN pg_stat_activity USING (pid)
      WHERE mode = 'AccessExclusiveLock' AND relation = 'posts'::regclass AND granted AND datname = current_database()
    ) AS locked`);
  return row?.locked ?? false;
}

const withOwner = <Result>(work: (client: pg.Client) => Promise<Result>) => withClient(context.database.ownerUrl, work);

/** As verify does: writes, and deletes what it wrote. */
const asVerify = <Result>(work: (client: pg.Client) => Promise<Result>) =>
  withOwner(async (client) => {
    await beginVerify(client);
    return work(client).finally(() => deleteVerifyRows(client));
  });

/** Everything that a probe could leave behind: rows, and settings of roles and databases. */
async function readEverything(): Promise<unknown> {
  const [row] = await context.database.query(`
    SELECT
      (SELECT md5(string_agg(posts::text, '' ORDER BY id)) FROM posts) AS posts,
      (SELECT json_agg(pg_db_role_setting) FROM pg_db_role_setting
       WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) AS settings,
      (SELECT datacl::text FROM pg_database WHERE datname = current_database()) AS rights`);
  return row;
}

test('the API keeps its contract and shows new posts, and the probes leave no row behind', async () => {
  const before = await readEverything();
  const { violations, logins } = await asVerify((client) => probeContract(context.api.url, client));
  assert.deepEqual(violations, []);
  assert.deepEqual(
    logins.map(({ requests, sessions }) => [requests > 0, sessions <= 1]),
    [
      [true, true],
      [true, true],
    ],
  );
  const feed = await asVerify((client) => probeFreshness(context.api.url, client));
  assert.deepEqual(feed, {
    correct: [],
    imported: true,
    fresh: [],
    pages: [],
    copies: 1,
    notKept: undefined,
    rejectedWrite: undefined,
  });
  assert.deepEqual(await readEverything(), before);
});

test('posts that an API without validation accepts are violations, and are deleted', async () => {
  const before = await readEverything();
  const server = createServer(async (request, response) => {
    const body = (await json(request).catch(() => ({}))) as { user_id?: number; content?: unknown };
    if (request.method === 'POST' && body.user_id === 1 && body.content !== undefined)
      await context.database
        .query('INSERT INTO posts (user_id, content) VALUES (1, $1)', [String(body.content).toWellFormed()])
        .catch(() => {});
    response.writeHead(201).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const { violations } = await asVerify((client) => probeContract(address, client));
    assert.ok(violations.some(({ text }) => /a blank content: expected status 400, got status 201/.test(text)));
    assert.deepEqual(await readEverything(), before);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

const metrics = async () => parseMetrics(await context.api.metrics.registry.metrics());

test('two users share connections on every route, and the rows that the database read are those of the feeds', async () => {
  const before = await readEverything();
  const [table] = await context.database.query<{ posts: number }>('SELECT count(*)::integer AS posts FROM posts');
  // Each of the ten sessions now holds back what it has read in the last second.
  await Promise.all(Array.from({ length: 200 }, () => sendRequest(context.api.url, '/feed')));
  const { quiet, logins, reads, bursts } = await asVerify((client) =>
    probeQuietly(context.api.url, client, 1000, metrics, never),
  );
  assert.ok(quiet.feeds > 0);
  assert.equal(quiet.notFeeds, 0);
  assert.deepEqual(
    logins.map(({ requests, sessions }) => [requests > 0, sessions]),
    Array.from({ length: 7 }, () => [true, 0]),
  );
  assert.deepEqual(bursts, []);
  const postsPerFeed = reads.rows / reads.feeds;
  const posts = table?.posts ?? 0;
  // A session that served two requests of the last burst has not reported the second one.
  assert.ok(Math.abs(postsPerFeed - posts) < posts / 2, `${postsPerFeed} of ${posts} posts per feed`);
  assert.deepEqual(await readEverything(), before);
});

test('a hundred users who read and write share connections, and no feed is out of date', async () => {
  const before = await readEverything();
  const { crowd, logins } = await asVerify((client) => probeCrowd(context.api.url, client, never));
  assert.ok(crowd.feeds > 0);
  assert.deepEqual([crowd.notFeeds, crowd.firstStale, crowd.copies], [0, undefined, 1]);
  assert.deepEqual(
    logins.map(({ requests, sessions }) => [requests > 0, sessions]),
    [
      [true, 0],
      [true, 0],
    ],
  );
  assert.deepEqual(await readEverything(), before);
});

test('while the tables are locked up to ten queries wait, and requests in the queue fail after two seconds; then the API serves again', async () => {
  const before = await readEverything();
  const evidence = await lockTables();
  assert.ok(evidence !== 'not granted');
  // On a busy machine not all ten connections are open yet when the first requests fail.
  const { feedsAtOnce, waitingAtOnce, sessions, failedInTime, firstFailedMs } = evidence;
  assert.ok(feedsAtOnce > 1 && feedsAtOnce <= waitingAtOnce && waitingAtOnce <= 10, String(waitingAtOnce));
  assert.ok(sessions >= waitingAtOnce && sessions <= 10, String(sessions));
  assert.ok((firstFailedMs ?? 0) >= 2000);
  const { stillWaiting, dropped, fromMemory, livezError, availableConnections, latenessMs } = evidence;
  // If the machine is later than that, verify cannot tell either.
  if (latenessMs <= maxLatenessMs) {
    assert.ok(failedInTime >= 590, String(failedInTime));
    assert.equal(stillWaiting, 0);
  }
  assert.deepEqual([dropped, fromMemory, livezError, availableConnections], [0, 0, undefined, 97]);
  assert.equal(await isLocked(), false);
  const recovery = await asVerify((client) =>
    probeRecovery(context.api.url, client, evidence, 0, createLatePosts(), never),
  );
  assert.equal(recovery.failure?.text, undefined);
  assert.equal(recovery.survived.length, 8);
  assert.deepEqual(await readEverything(), before);
});

test('Ctrl-C while the tables are locked releases the lock', async () => {
  const interrupt = new AbortController();
  const ended = assert.rejects(lockTables(interrupt.signal), { name: 'AbortError' });
  await waitFor(isLocked);
  interrupt.abort();
  await ended;
  assert.equal(await isLocked(), false);
});

test('the probe gives up when another transaction has locked a table', async () => {
  const evidence = await withClient(context.database.ownerUrl, async (holder) => {
    await holder.query('BEGIN; LOCK TABLE posts IN ACCESS SHARE MODE');
    return lockTables();
  });
  assert.equal(evidence, 'not granted');
});

for (const [file, name, args] of [
  ['crowd-probe.ts', 'probeCrowd', 'address, client, signal'],
  ['lock-probe.ts', 'probeLockedTables', 'address, client, 1, createLatePosts(), signal'],
] as const) {
  test(`with too few file descriptors, ${name} ends, and names this machine as the cause`, async () => {
    const program = `
      import { withClient } from './db-migrations/src/database-access.ts';
      import { createLatePosts } from './scripts/verify/late-posts.ts';
      import { ${name} } from './scripts/verify/${file}';
      const [address, owner] = process.argv.slice(-2);
      const { signal } = new AbortController();
      await withClient(owner, (client) => ${name}(${args}))
        .catch(({ code, message }) => console.log(code + ': ' + message));`;
    const command = 'ulimit -n 200; exec "$0" --import tsx --input-type=module --eval "$1" "$2" "$3"';
    const given = [process.execPath, program, context.api.url, context.database.ownerUrl];
    const child = spawn('sh', ['-c', command, ...given], { cwd: projectFolder, stdio: ['ignore', 'pipe', 'inherit'] });
    assert.match(await text(child.stdout), /^load_failed: .* limit on file descriptors .*\(EMFILE\)\.\n$/);
    assert.equal(await isLocked(), false);
  });
}
