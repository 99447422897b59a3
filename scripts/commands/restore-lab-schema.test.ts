import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connect, withClient } from '../../db-migrations/src/database-access.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { createTestDatabase } from '../../db-migrations/src/testing/test-database.ts';
import { quietReport } from '../lib/report.ts';
import type { Target } from '../targets/target.ts';
import { printSchemaChanges, restoreLabSchema } from './restore-lab-schema.ts';

const database = await createTestDatabase();
after(() => database.drop());

/** A target that is not on this machine, with the database of this file, and what verbs print. */
function contextWith(target: Partial<Target>) {
  const printed: string[] = [];
  const withDatabase: Target['withDatabase'] = (work) => withClient(database.ownerUrl, work);
  return {
    target: { name: 'kind', withDatabase, ...target } as Target,
    report: { ...quietReport, print: (text: string) => printed.push(text) },
    signal: new AbortController().signal,
    printed,
  };
}

test('a verb goes on if the schema cannot be compared, and prints one line', async () => {
  const error = new Error('PostgreSQL has no connection left for this verb.\n    at a stack trace');
  const context = contextWith({ withDatabase: () => Promise.reject(error) });
  await printSchemaChanges(context);
  assert.equal(context.printed.length, 1);
  assert.match(context.printed[0] ?? '', /^The schema could not be compared.*no connection left.*$/);
});

test('a catalog that somebody has locked does not keep a deployment waiting', async () => {
  const other = await connect(database.ownerUrl);
  await other.query('BEGIN; LOCK TABLE posts; CREATE VIEW newest AS TABLE posts');
  const context = contextWith({});
  await printSchemaChanges(context);
  await other.query('ROLLBACK');
  await other.end();
  assert.match(context.printed.join('\n'), /^The schema could not be compared with the lab's: .*lock timeout$/);
  const changed = contextWith({});
  await database.query('CREATE VIEW newest AS TABLE posts');
  await printSchemaChanges(changed);
  await database.query('DROP VIEW newest');
  assert.match(changed.printed.join('\n'), /^The schema differs from the lab's: view public\.newest\. `make reset` /);
});

test('where the release tells the size of the seed, changed texts are restored, even if somebody has imported old posts', async () => {
  const imported = `
    INSERT INTO posts (user_id, content, created_at)
    SELECT 1, 'imported', timestamptz '2020-01-01' + make_interval(mins => number) FROM generate_series(1, 150) AS number`;
  const [before] = await database.query('SELECT md5(string_agg(posts::text, $1 ORDER BY id)) FROM posts', ['']);
  await database.query(`${imported}; UPDATE posts SET content = left(content, 30) WHERE id <= 10000`);
  const context = contextWith({ seedSize: async () => defaultSeed });
  await restoreLabSchema(context);
  assert.match(context.printed.join('\n'), /changed: seeded rows\.\n.*what people wrote \(150 posts\)/);
  const seeded = 'SELECT md5(string_agg(posts::text, $1 ORDER BY id)) FROM posts WHERE id <= 10000';
  assert.deepEqual(await database.query(seeded, ['']), [before]);
  const again = contextWith({ seedSize: async () => defaultSeed });
  await restoreLabSchema(again);
  assert.deepEqual(again.printed, []);
});
