import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { databaseUrls } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { labFolders } from '../targets/local/folders.ts';
import { readPasswords } from '../targets/local/passwords.ts';
import { createTestLab, type TestLab } from '../testing/run-verb.ts';

let lab: TestLab;
let database: pg.Client;

before(async () => {
  lab = await createTestLab();
  const { code, output } = await lab.run(['up']);
  assert.equal(code, 0, output);
  const at = { host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) };
  database = new pg.Client(databaseUrls(at, readPasswords(labFolders(lab.folder).passwords)).owner);
  await database.connect();
});

after(async () => {
  await database.end();
  await lab.remove();
});

/** All that verify could leave behind: rows, settings of roles and databases, indexes, and who waits for a lock. */
async function everything(): Promise<unknown> {
  const { rows } = await database.query(`
    SELECT
      (SELECT md5(string_agg(posts::text, '' ORDER BY id)) FROM posts) AS posts,
      (SELECT json_agg(pg_db_role_setting) FROM pg_db_role_setting) AS settings,
      (SELECT json_agg(indexrelid ORDER BY indexrelid) FROM pg_index) AS indexes,
      (SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock') AS locks`);
  return rows[0];
}

test('the lab as it begins: fix 1 does not hold, the first failure has a hint, and nothing is left behind', async () => {
  const before = await everything();
  const { code, output } = await lab.run(['verify', '--hint', '--hint'], { STAGE: 'pooled' });
  assert.equal(code, 1, output);
  assert.match(output, /NO {3}Are database connections used again\?\n.*: (0\.[5-9]|1\.)\d* per feed/);
  assert.match(output, /Neither fix holds yet\.\n\nAre database connections used again\?\n(?: {2}.*\n){3}/);
  assert.match(output, /shared-pool\.ts.*\n.*STAGE=pooled does not hold/);
  assert.deepEqual(await everything(), before);
});

test('the pool holds after a load test, and a program can read it; without STAGE the exit code is 0', async () => {
  assert.equal((await lab.run(['apply-fix'])).code, 0);
  assert.equal((await lab.run(['loadtest'], { DURATION: '5s', LOAD_ENGINE: 'autocannon' })).code, 0);
  const { code, output } = await lab.run(['verify', '--json'], { STAGE: 'pooled' });
  assert.equal(code, 0, output);
  const { reached, wanted, holds, checks } = JSON.parse(output);
  assert.deepEqual({ reached, wanted, holds }, { reached: 'pooled', wanted: 'pooled', holds: true });
  const failed = checks.filter(({ verdict }: { verdict: string }) => verdict === 'fail');
  assert.deepEqual(
    failed.map(({ id }: { id: string }) => id),
    ['index'],
  );
});

test('Ctrl-C while the tables are locked: the lock and the posts are gone', async () => {
  const before = await everything();
  const verify = lab.start(['verify']);
  await waitFor(() => /Lock the tables/.test(verify.output()));
  verify.signal('SIGINT');
  assert.equal((await verify.ended).code, 130);
  assert.deepEqual(await everything(), before);
});
