// Early: starts a lab and runs migrations of a learner.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { databaseUrls, withClient } from '../../db-migrations/src/database-access.ts';
import { findSchemaChanges } from '../../db-migrations/src/restore-schema.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { copyCheckout } from '../lib/copy-checkout.ts';

// Other tests read the file that these change.
const checkout = copyCheckout();
const lab = useTestLab(checkout.folder);

after(() => checkout.remove());

const ownerUrl = () => {
  const passwords = JSON.parse(readFileSync(join(lab.folder, 'passwords.json'), 'utf8'));
  return databaseUrls({ host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) }, passwords).owner;
};

async function run(verb: string, more: Record<string, string> = {}): Promise<string> {
  const { code, output } = await lab.run([verb, ...(verb === 'up' ? ['--no-open'] : [])], more);
  assert.equal(code, 0, output);
  return output;
}

const query = (text: string) => withClient(ownerUrl(), async (client) => (await client.query(text)).rows);

test('a second migration of the learner does not depend on the first', async () => {
  await run('up');
  await query(`INSERT INTO posts (user_id, content) VALUES (1, 'by a person')`);
  const ownSql = join(checkout.folder, 'db-migrations/mine/0002_mine.sql');
  writeFileSync(ownSql, 'CREATE TABLE newest AS TABLE posts; UPDATE posts SET content = left(content, 30);');
  const first = await run('apply-index', { FIX: 'mine' });
  assert.doesNotMatch(first, /Restore the lab's schema/);
  const second = await run('apply-index', { FIX: 'mine' });
  assert.match(second, /It was changed: seeded rows, table public\.newest\.\n.*what people wrote \(1 post\)/);
});

test("the lab's own fixes say what differs from the lab's schema, and reset restores it, with the posts", async () => {
  await query('ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey');
  assert.match(
    await run('apply-index'),
    /The schema differs from the lab's: the tables users and posts, table public\.newest\. `make reset TARGET=local` restores it/,
  );
  assert.match(await run('reset'), /Restore the lab's schema \.\.\./);
  assert.equal(await withClient(ownerUrl(), findSchemaChanges), undefined);
  assert.equal((await query(`SELECT FROM posts WHERE content = 'by a person'`)).length, 1);
  assert.equal((await query('SELECT FROM posts WHERE length(content) > 30')).length > 5000, true);
  assert.doesNotMatch(await run('reset'), /Restore/);
});

test('a reset is one event, of that name', () => {
  const lines = readFileSync(join(lab.folder, 'annotations.jsonl'), 'utf8').trim().split('\n');
  const texts = lines.map((line) => JSON.parse(line).text);
  assert.deepEqual(texts.slice(-3), ['Index built (migration 0002): Broken', 'Reset: Broken', 'Reset: Broken']);
});
