import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, beforeEach, test } from 'node:test';
import { withClient } from './database-access.ts';
import { dumpSchema } from './dump-schema.ts';
import { migrate } from './migrate.ts';
import { seed } from './seed.ts';
import type { SeedSize } from './seed-rows.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';
import { readUnfinishedSeed } from './unfinished-seed.ts';

const size: SeedSize = { users: 600, posts: 250_000 };

let database: TestDatabase;
beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
});
after(() => database.drop());

const unfinished = () => withClient(database.ownerUrl, readUnfinishedSeed);
const schema = () => withClient(database.ownerUrl, dumpSchema);

async function fingerprint(): Promise<string | undefined> {
  const [row] = await database.query<{ hash: string }>(`
    SELECT md5((SELECT string_agg(users::text, '|' ORDER BY id) FROM users)
            || (SELECT string_agg(posts::text, '|' ORDER BY id) FROM posts WHERE id <= ${size.posts})) AS hash`);
  return row?.hash;
}
const wanted = '19da8561809a033ab6412b08da6a0e86';

/** Seeds in a process of its own, which is killed when it says this, or `afterMs` later. */
async function killSeedAt(moment: string, afterMs = 0): Promise<void> {
  const program = `
    import { seed } from ${JSON.stringify(new URL('seed.ts', import.meta.url).href)};
    const kill = () => process.kill(process.pid, 'SIGKILL');
    const onText = (text) => {
      if (text.startsWith(${JSON.stringify(moment)})) ${afterMs > 0 ? `setTimeout(kill, ${afterMs})` : 'kill()'};
    };
    await seed(${JSON.stringify(database.ownerUrl)}, ${JSON.stringify(size)}, { onText });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: 'inherit',
  });
  const [, signal] = await once(child, 'close');
  assert.equal(signal, 'SIGKILL');
}

/** The transaction that inserted the first post. */
const firstPost = () => database.query('SELECT xmin::text FROM posts WHERE id = 1');

test('a seed that is killed says so, and the next one continues where it was', async () => {
  await migrate(database.ownerUrl, 2);
  const before = await schema();
  // While the next batch is being inserted.
  await killSeedAt('100,000 of', 50);
  const { done, ...started } = (await unfinished()) ?? { done: 0 };
  assert.deepEqual(started, { ...size, index: false });
  assert.ok(done >= 100_000, String(done));
  const kept = await firstPost();

  const seen: number[] = [];
  assert.equal(await seed(database.ownerUrl, size, { onProgress: (posts) => seen.push(posts) }), true);
  assert.ok(
    seen.every((posts) => posts > done),
    seen.join(),
  );
  assert.deepEqual(await firstPost(), kept, 'they were not inserted again');
  assert.equal(await fingerprint(), wanted);
  assert.equal(await unfinished(), undefined);
  assert.equal(await schema(), before, 'the index is there, and the foreign key is checked');
});

for (const moment of ['checking the foreign keys', 'building the index', 'collecting statistics'])
  test(`a seed that is killed before it is ${moment} is finished by the next one`, async () => {
    await migrate(database.ownerUrl, 2);
    const before = await schema();
    await killSeedAt(moment);
    assert.equal((await unfinished())?.done, size.posts);
    assert.equal(await seed(database.ownerUrl, size), true);
    assert.equal(await fingerprint(), wanted);
    assert.equal(await schema(), before);
    assert.equal(await unfinished(), undefined);
  });

test('another size starts from zero: rows of two sizes are never mixed', async () => {
  await killSeedAt('100,000 of');
  const seen: number[] = [];
  await seed(database.ownerUrl, { users: 600, posts: 123_457 }, { onProgress: (posts) => seen.push(posts) });
  assert.deepEqual(seen, [100_000, 123_457]);
  const [row] = await database.query<{ hash: string }>(`SELECT md5(
    (SELECT string_agg(users::text, '|' ORDER BY id) FROM users) || (SELECT string_agg(posts::text, '|' ORDER BY id) FROM posts)) AS hash`);
  assert.equal(row?.hash, '0fb44e09fca61a81cea3f2ea3edd8440');
});

test('a seed ends when another one has replaced its rows, and two of the same size do not get in the way', async () => {
  let other: Promise<boolean> | undefined;
  const otherSize = { users: 600, posts: 123_457 };
  const onProgress = () => {
    other ??= seed(database.ownerUrl, otherSize);
  };
  const replaced = seed(database.ownerUrl, { users: 600, posts: 500_000 }, { onProgress });
  await assert.rejects(replaced, /Another seed has replaced/);
  assert.equal(await other, true);
  const [row] = await database.query(`SELECT count(*)::integer AS posts, max(id) AS last FROM posts`);
  assert.deepEqual(row, { posts: 123_457, last: 123_457 });

  await Promise.all([seed(database.ownerUrl, size), seed(database.ownerUrl, size)]).catch((error) =>
    assert.match(error.message, /Another seed has replaced/),
  );
  await seed(database.ownerUrl, size);
  assert.equal(await fingerprint(), wanted);
});

test('a size of one transaction replaces an unfinished seed, and its index is there', async () => {
  await migrate(database.ownerUrl, 2);
  const before = await schema();
  await killSeedAt('100,000 of');
  await seed(database.ownerUrl, { users: 600, posts: 10_000 });
  assert.equal(await unfinished(), undefined);
  assert.equal(await schema(), before);
});

test("the next `migrate` builds the index, too, and people's indexes are never dropped", async () => {
  await migrate(database.ownerUrl, 2);
  const before = await schema();
  await database.query('CREATE INDEX mine ON posts (created_at DESC, id DESC)');
  await killSeedAt('100,000 of');
  assert.doesNotMatch(await schema(), /idx_posts_created_at/);
  assert.match(await schema(), /CREATE INDEX mine /);
  await migrate(database.ownerUrl, 2);
  await seed(database.ownerUrl, size);
  const restored = await schema();
  assert.match(restored, /CREATE INDEX mine /);
  assert.equal(restored.replace(/CREATE INDEX mine .*\n/, ''), before);
});

test('an index that was built by hand is there again, even if the next size is another one', async () => {
  await migrate(database.ownerUrl, 2);
  const definition = `SELECT indexdef FROM pg_indexes WHERE indexname = 'idx_posts_created_at'`;
  const built = await database.query(definition);
  await migrate(database.ownerUrl, 1);
  await database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  for (const next of [{ users: 600, posts: 123_457 }, { users: 600, posts: 10_000 }, size]) {
    await killSeedAt('100,000 of');
    assert.deepEqual(await database.query(definition), []);
    await seed(database.ownerUrl, next);
    assert.deepEqual(await database.query(definition), built);
  }
});

test('posts that people write while a seed is unfinished have ids after those of the seed, and are kept', async () => {
  await killSeedAt('100,000 of');
  await database.query(`INSERT INTO posts (user_id, content) VALUES (1, 'by a person')`);
  await assert.rejects(database.query(`INSERT INTO posts (user_id, content) VALUES (601, 'by nobody')`), {
    code: '23503',
  });
  await seed(database.ownerUrl, size);
  assert.deepEqual(await database.query(`SELECT id FROM posts WHERE content = 'by a person'`), [{ id: 250_001 }]);
  assert.equal(await fingerprint(), wanted);
});
