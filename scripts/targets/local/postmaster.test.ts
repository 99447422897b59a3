import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestDatabase, runStatement } from '../../../db-migrations/src/testing/test-database.ts';
import { isPostmasterRunning, matchesProcessList, readPostmaster } from './postmaster.ts';

const database = await createTestDatabase();
const [row] = await runStatement<{ folder: string; port: string; backend: number }>(
  database.adminUrl,
  `SELECT current_setting('data_directory') AS folder, current_setting('port') AS port, pg_backend_pid() AS backend`,
);
await database.drop();
const folder = row?.folder ?? '';
const postmaster = readPostmaster(folder);
assert.ok(postmaster);

test('postmaster.pid has the port of the server, and its state', () => {
  assert.equal(postmaster.port, Number(row?.port));
  assert.equal(postmaster.status, 'ready');
  assert.ok(isPostmasterRunning(folder, postmaster));
});

test('another process that now has the same id is not the server', () => {
  assert.ok(!isPostmasterRunning(folder, { ...postmaster, pid: process.pid }));
});

test('without /proc, the process list tells the server from others, in any locale and time zone', () => {
  for (const locale of ['C', 'de_DE.UTF-8'])
    for (const zone of ['UTC', 'Asia/Kathmandu']) {
      Object.assign(process.env, { LC_ALL: locale, TZ: zone });
      assert.ok(matchesProcessList(postmaster));
    }
  const { pid, startedAtSeconds } = postmaster;
  // A later PostgreSQL, another program that started at the time, and one that has ended.
  assert.ok(!matchesProcessList({ pid, startedAtSeconds: startedAtSeconds - 3600 }));
  const ownStart = Date.now() / 1000 - process.uptime();
  assert.ok(!matchesProcessList({ pid: process.pid, startedAtSeconds: ownStart }));
  assert.ok(!matchesProcessList({ pid: 2 ** 22 + 1, startedAtSeconds }));
});
