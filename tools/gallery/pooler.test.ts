import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type pg from 'pg';
import { connect, withClient } from '../../db-migrations/src/database-access.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { requireFreePort } from '../../scripts/lib/ports.ts';
import { findPgBouncer, startPooler, withPooler } from './pooler.ts';
import { usualPoolerAddress } from './pooler-settings.ts';

const skip = (await findPgBouncer()) ? false : 'PgBouncer is not installed';

const database = await createTestDatabase();
after(() => database.drop());

// Other labs on this machine may have poolers, too.
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pooler-test-'));
after(() => rmSync(folder, { recursive: true }));
// If started by root, PgBouncer runs as another user, which needs access to the folder.
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;

const oneSession = { pool_mode: 'transaction', default_pool_size: 1, query_wait_timeout: 5 };
const leftBehind = () => readdirSync(folder);

test('clients of the pooler share a session of PostgreSQL, whose statements have the limit of app/', {
  skip,
}, async () => {
  const pooler = await startPooler(oneSession, database.apiUrl);
  try {
    const ask = async (client: pg.Client) => {
      const { rows } = await client.query(
        `SELECT pg_backend_pid() AS pid, current_user AS role, current_setting('statement_timeout') AS limit`,
      );
      return rows[0];
    };
    // As app/ connects: PgBouncer would reject the parameter unless it was told to ignore it.
    const first = await withClient(pooler.url, ask, { statement_timeout: 10_000 });
    assert.deepEqual({ role: first.role, limit: first.limit }, { role: 'feed_api', limit: '10s' });
    assert.deepEqual(await withClient(pooler.url, ask), first);
  } finally {
    await pooler.stop();
  }
});

test('the settings of a fix apply: a query waits for a session for as long as they say', { skip }, async () => {
  const pooler = await startPooler(oneSession, database.apiUrl);
  const holder = await connect(pooler.url);
  try {
    await holder.query('BEGIN');
    await assert.rejects(
      withClient(pooler.url, (client) => client.query('SELECT 1')),
      /query_wait_timeout/,
    );
  } finally {
    await holder.end();
    await pooler.stop();
  }
});

test('the code of a fix gets the address of its pooler, which is ended even if the work fails', { skip }, async () => {
  const fix = { name: 'a pooler', why: '', mine: `connect('${usualPoolerAddress}')`, pooler: oneSession };
  let port = 0;
  const failing = withPooler(
    fix,
    () => database.apiUrl,
    async ({ mine }) => {
      port = Number(/127\.0\.0\.1:(\d+)/.exec(mine ?? '')?.[1]);
      await assert.rejects(requireFreePort(port, 'the pooler', 'POOLER_PORT'), { code: 'port_taken' });
      throw new Error('verify failed');
    },
  );
  await assert.rejects(failing, /verify failed/);
  await requireFreePort(port, 'the pooler', 'POOLER_PORT');
  assert.deepEqual(leftBehind(), []);
});

test('a fix without a pooler is left as it is', async () => {
  const fix = { name: 'none', why: '', mine: `connect('${usualPoolerAddress}')` };
  assert.equal(
    await withPooler(
      fix,
      () => assert.fail('no address is needed'),
      async (ready) => ready,
    ),
    fix,
  );
});

test('a setting that PgBouncer rejects is in the error, and nothing is left', { skip }, async () => {
  await assert.rejects(startPooler({ pool_mode: 'sometimes' }, database.apiUrl), /did not start:[\s\S]*sometimes/);
  assert.deepEqual(leftBehind(), []);
});
