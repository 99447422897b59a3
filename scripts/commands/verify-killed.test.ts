// Early: starts a lab, kills verify and runs other verbs.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type pg from 'pg';
import { databaseUrls, withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { beginVerify, deleteVerifyRows, verifyPrefix, verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { acquireLock } from '../lib/lock.ts';

const lab = useTestLab();

const note = () => join(lab.folder, 'verify-local.json');

function onDatabase<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const passwords = JSON.parse(readFileSync(join(lab.folder, 'passwords.json'), 'utf8'));
  const address = { host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) };
  return withClient(databaseUrls(address, passwords).owner, work);
}

const count = (condition: string) =>
  onDatabase(async (client) => (await client.query(`SELECT FROM posts WHERE ${condition}`)).rowCount ?? 0);

const fromVerify = `starts_with(content, '${verifyPrefix}')`;
const byPeople = `id > 10000 AND NOT ${fromVerify}`;

/** Kills verify when the query has a row. Polls on one connection, because verify counts logins. */
async function killVerifyWhen(query: string): Promise<void> {
  const verify = lab.start(['verify']);
  await onDatabase((client) => waitFor(async () => existsSync(note()) && (await client.query(query)).rowCount !== 0));
  verify.signal('SIGKILL');
  await verify.ended;
  assert.ok(existsSync(note()));
}

/** As when verify is killed while it imports old posts. */
const leaveImportedPosts = () =>
  onDatabase(async (client) => {
    await beginVerify(client);
    await client.query(`INSERT INTO posts (user_id, content, created_at)
      SELECT ${verifyUser.id}, '${verifyPrefix}imported', timestamptz '2020-01-01' FROM generate_series(1, 10000)`);
  });

async function assertNothingLeft(): Promise<void> {
  assert.equal(await count(fromVerify), 0);
  assert.equal(await count(byPeople), 1);
  assert.equal(await onDatabase(async (client) => (await client.query('SELECT FROM users')).rowCount), 600);
}

test('after verify is killed while its posts exist, the next verb deletes them, and keeps what people wrote', async () => {
  const started = await lab.run(['up', '--no-open']);
  assert.equal(started.code, 0, started.output);
  await onDatabase((client) => client.query(`INSERT INTO posts (user_id, content) VALUES (1, 'hello')`));
  await killVerifyWhen(`SELECT FROM posts WHERE ${fromVerify}`);
  const { code, output } = await lab.run(['apply-fix']);
  assert.equal(code, 0, output);
  assert.match(output, /The last `make verify` was interrupted\. What it left behind has been deleted\./);
  assert.ok(!existsSync(note()));
  await assertNothingLeft();
});

test('after verify is killed while it holds the tables, the next verb finds them unlocked', async () => {
  const isLocked = `SELECT FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'posts'::regclass`;
  await killVerifyWhen(isLocked);
  const { code, output } = await lab.run(['loadtest'], { USERS: '2', DURATION: '1s' });
  assert.equal(code, 0, output);
  assert.ok(!existsSync(note()));
  await assertNothingLeft();
});

for (const verb of ['reset', 'apply-index', 'up', 'explain', 'status', 'psql'])
  test(`${verb} deletes what a killed verify has imported`, async () => {
    await killVerifyWhen('SELECT');
    await leaveImportedPosts();
    const { code, output } = await lab.run([verb, ...(verb === 'up' ? ['--no-open'] : [])]);
    assert.equal(code, 0, output);
    assert.match(output, /What it left behind has been deleted/);
    await assertNothingLeft();
  });

test('a verb that holds no lock deletes nothing while another verb runs', async () => {
  await killVerifyWhen('SELECT');
  await leaveImportedPosts();
  const release = acquireLock(lab.folder, 'loadtest');
  const { code, output } = await lab.run(['status']);
  release();
  assert.equal(code, 0, output);
  assert.equal(await count(fromVerify), 10_000);
  assert.equal((await lab.run(['status'])).code, 0);
  await assertNothingLeft();
});

test('a verify of another checkout that runs in the same database keeps this one out', async () => {
  await onDatabase(async (client) => {
    await beginVerify(client);
    const { code, output } = await lab.run(['verify']);
    assert.equal(code, 1);
    assert.match(output, /another verify is running in the same database.*\n.*Run the verb again.*\(busy\)/);
    assert.doesNotMatch(output, /\n\s+at /);
    assert.ok(!existsSync(note()));
    assert.equal((await client.query('SELECT FROM users')).rowCount, 601);
    await deleteVerifyRows(client);
  });
  await assertNothingLeft();
});

test('if the lab is down by then, the next up deletes it before it counts the posts', async () => {
  await killVerifyWhen('SELECT');
  await leaveImportedPosts();
  // As after a restart of the machine: down would clean up before it stops PostgreSQL.
  const pidFile = join(lab.folder, 'postgres/data/postmaster.pid');
  process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGINT');
  await waitFor(() => !existsSync(pidFile));
  assert.equal((await lab.run(['down'])).code, 0);
  assert.ok(existsSync(note()));
  const { code, output } = await lab.run(['up', '--no-open']);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /Fill the tables/);
  await assertNothingLeft();
});

test('verify itself leaves no row, no note and no lock', async () => {
  const { code, output } = await lab.run(['verify', '--json']);
  assert.equal(code, 0, output);
  assert.equal(JSON.parse(output).schema, 1);
  assert.ok(!existsSync(note()));
  await assertNothingLeft();
});

test('if PostgreSQL stops while verify runs, the message says so, without a stack trace, and the next up cleans up', async () => {
  const verify = lab.start(['verify']);
  await onDatabase((client) =>
    waitFor(async () => (await client.query(`SELECT FROM posts WHERE ${fromVerify}`)).rowCount !== 0),
  );
  const pidFile = join(lab.folder, 'postgres/data/postmaster.pid');
  process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGINT');
  const { code, output } = await verify.ended;
  assert.equal(code, 1);
  assert.match(output, /The database connection was lost: .*\n.*\(crashed\)/);
  assert.doesNotMatch(output, /\n\s+at /);
  await waitFor(() => !existsSync(pidFile));
  const started = await lab.run(['up', '--no-open']);
  assert.equal(started.code, 0, started.output);
  await assertNothingLeft();
});
