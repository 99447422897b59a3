import type pg from 'pg';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { seedPosts, superuserUrl, withServer } from './bench-server.ts';
import { type Experiment, timesOf } from './experiment.ts';
import { explainLines, explainTimes } from './explain.ts';
import type { Row } from './row.ts';

const tableSizes = [10_000, 1_000_000];
const depth = 5000;
const times = 5;

const indexes = {
  none: undefined,
  idx_posts_created_at: 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)',
  idx_posts_keyset: 'CREATE INDEX idx_posts_keyset ON posts (created_at DESC, id DESC)',
};
type IndexName = keyof typeof indexes;

const order = 'ORDER BY posts.created_at DESC';
const offsetQuery = `${feedQuery} OFFSET ${depth}`;
const keysetQuery = feedQuery.replace(order, `WHERE (posts.created_at, posts.id) < ($1, $2)\n${order}, posts.id DESC`);

/** Where the page before ends. */
async function positionAt(client: pg.Client, after: number): Promise<unknown[]> {
  const text = `SELECT created_at, id FROM posts ${order}, id DESC OFFSET ${after - 1} LIMIT 1`;
  const { rows } = await client.query<{ created_at: Date; id: number }>(text);
  return [rows[0]?.created_at, rows[0]?.id];
}

async function buildOnly(client: pg.Client, index: IndexName): Promise<void> {
  for (const name of Object.keys(indexes)) await client.query(`DROP INDEX IF EXISTS ${name}`);
  const create = indexes[index];
  if (create) await client.query(create);
  await client.query('VACUUM (ANALYZE) posts');
}

/** How large the table and the index are, in pages of 8 KiB, and how many pages of the index lie between its root and a row. */
async function sizesOf(client: pg.Client, posts: number): Promise<Row> {
  await buildOnly(client, 'idx_posts_created_at');
  const { rows } = await client.query(`
    SELECT (SELECT relpages FROM pg_class WHERE relname = 'posts') AS "tablePages",
           (SELECT relpages FROM pg_class WHERE relname = 'idx_posts_created_at') AS "indexPages",
           (SELECT level + 1 FROM bt_metap('idx_posts_created_at'))::integer AS "indexLevels",
           current_setting('block_size')::integer AS "pageBytes"`);
  return { posts, ...rows[0] };
}

export const keyset: Experiment = {
  name: 'keyset',
  question: 'Does a keyset page need no index? What do OFFSET and a keyset read, with which index?',
  method: `EXPLAIN (ANALYZE, BUFFERS) of the first page and of the page after ${depth} posts, by OFFSET and by keyset, without an index and with each of two, in tables of two sizes: the median of ${times} times, all pages in memory. An index has as many levels as pages are read from its root to a row's entry.`,
  takes: 'half a minute',

  run: (context) =>
    withServer(context, async (server) => {
      const { report, scale } = context;
      const rows: Row[] = [];
      const sizes: Row[] = [];
      const texts: Record<string, string[]> = {};
      for (const size of tableSizes) {
        const posts = Math.max(10_000, size * scale);
        await seedPosts(context, server, posts);
        await withClient(superuserUrl(server), async (client) => {
          await client.query('CREATE EXTENSION IF NOT EXISTS pageinspect');
          for (const index of Object.keys(indexes) as IndexName[]) {
            context.signal.throwIfAborted();
            await report.step(`${posts} posts, index: ${index}`, async () => {
              await buildOnly(client, index);
              const position = await positionAt(client, depth);
              const queries: [name: string, text: string, values: unknown[]][] = [
                ['first page', feedQuery, []],
                ['page by OFFSET', offsetQuery, []],
                ['page by keyset', keysetQuery, position],
              ];
              for (const [query, text, values] of queries) {
                const found = await explainTimes(client, timesOf(context, times), text, values);
                rows.push({ posts, index, query, ...found });
                // The same plans for the larger table would say nothing new.
                if (size === tableSizes[0])
                  texts[`${query}, ${posts} posts, index: ${index}`] = await explainLines(client, text, values);
              }
            });
          }
          sizes.push(await sizesOf(client, posts));
        });
      }
      texts['keyset query'] = keysetQuery.trim().split('\n');
      return { posts: null, scramIterations: defaultScramIterations, rows, tables: { sizes }, texts };
    }),
};
