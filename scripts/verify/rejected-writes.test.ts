// Early: sends requests, and imports posts.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type pg from 'pg';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { beginVerify, deleteVerifyRows } from '../../db-migrations/src/verify-rows.ts';
import { probeFreshness } from './freshness-probe.ts';

// Tables of learners in which another program cannot write as usual.

const context = useTestApi();

afterEach(() =>
  context.database.query('DROP TRIGGER learners ON posts; DROP FUNCTION learners; DROP TABLE items CASCADE'),
);

const afterInsert = (statement: string) => `
  CREATE FUNCTION learners() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN ${statement}; RETURN NULL; END $$;
  CREATE TRIGGER learners AFTER INSERT ON posts FOR EACH ROW EXECUTE FUNCTION learners()`;

const countRows = () =>
  context.database.query(`
    SELECT (SELECT count(*)::integer FROM posts) AS posts, (SELECT count(*)::integer FROM users) AS users,
      (SELECT count(*)::integer FROM items) AS items`);

/** As verify does; `prepare` changes its session. */
const probe = (prepare: (client: pg.Client) => Promise<unknown>) =>
  withClient(context.database.ownerUrl, async (client) => {
    const lastId = await beginVerify(client);
    await prepare(client);
    const evidence = await probeFreshness(context.api.url, client);
    await deleteVerifyRows(client, lastId);
    return evidence;
  });

test('a post that cannot be deleted, because a table refers to it, is evidence, and nothing is left', async () => {
  await context.database.query(`
    CREATE TABLE items (post_id integer REFERENCES posts);
    ${afterInsert('INSERT INTO items VALUES (new.id)')}`);
  const before = await countRows();
  const { correct, imported, fresh, rejectedWrite } = await probe(async () => {});
  assert.deepEqual([correct, imported, fresh], [[], false, []]);
  assert.match(
    rejectedWrite ?? '',
    /^another program could not delete a post: .*foreign key constraint "items_post_id_fkey"/,
  );
  assert.deepEqual(await countRows(), before);
});

test('an import that a trigger makes too slow is evidence, and nothing is left', async () => {
  await context.database.query(`
    CREATE TABLE items (post_id integer);
    CREATE MATERIALIZED VIEW newest AS SELECT posts.id, content FROM posts, items ORDER BY posts.created_at DESC LIMIT 20;
    ${afterInsert('REFRESH MATERIALIZED VIEW newest')}`);
  const before = await countRows();
  // Shorter than verify's own limit: 10,000 refreshes take far longer than either.
  const { rejectedWrite } = await probe((client) => client.query(`SET statement_timeout = '4s'`));
  assert.match(rejectedWrite ?? '', /another program could not write: .*statement timeout/);
  assert.deepEqual(await countRows(), before);
});
