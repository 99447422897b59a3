import type pg from 'pg';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { type Experiment, type ExperimentRow, scaledCount } from './experiment.ts';
import { seedPosts, superuserUrl } from './experiment-server.ts';
import { explainQuery, explainText } from './explain-query.ts';

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

/** The key of the last post before the page. */
async function readPosition(client: pg.Client): Promise<unknown[]> {
  const text = `SELECT created_at, id FROM posts ${order}, id DESC OFFSET ${depth - 1} LIMIT 1`;
  const { rows } = await client.query<{ created_at: Date; id: number }>(text);
  return [rows[0]?.created_at, rows[0]?.id];
}

async function replaceIndex(client: pg.Client, index: IndexName): Promise<void> {
  for (const name of Object.keys(indexes)) await client.query(`DROP INDEX IF EXISTS ${name}`);
  const create = indexes[index];
  if (create) await client.query(create);
  await client.query('VACUUM (ANALYZE) posts');
}

async function measureSizes(client: pg.Client, posts: number): Promise<ExperimentRow> {
  await replaceIndex(client, 'idx_posts_created_at');
  const { rows } = await client.query(`
    SELECT (SELECT relpages FROM pg_class WHERE relname = 'posts') AS "tablePages",
           (SELECT relpages FROM pg_class WHERE relname = 'idx_posts_created_at') AS "indexPages",
           (SELECT level + 1 FROM bt_metap('idx_posts_created_at'))::integer AS "indexLevels",
           current_setting('block_size')::integer AS "pageBytes"`);
  return { posts, ...rows[0] };
}

export const keyset: Experiment = {
  name: 'keyset',
  question: 'Does a keyset page need an index? What do OFFSET and a keyset read, with which index?',
  method: `EXPLAIN (ANALYZE, BUFFERS) of the first page and of the page after ${depth} posts, by OFFSET and by keyset, without an index and with each of two, in tables of two sizes: the median of ${times} runs, all pages in memory. The levels of an index are the pages that are read from its root to a row's entry.`,
  takes: 'half a minute',

  async run(context) {
    const { report, scale } = context;
    const rows: ExperimentRow[] = [];
    const sizes: ExperimentRow[] = [];
    const texts: Record<string, string[]> = {};
    for (const size of tableSizes) {
      const posts = Math.max(10_000, size * scale);
      await seedPosts(context, posts);
      await withClient(superuserUrl(context), async (client) => {
        await client.query('CREATE EXTENSION IF NOT EXISTS pageinspect');
        for (const index of Object.keys(indexes) as IndexName[]) {
          context.signal.throwIfAborted();
          await report.step(`${posts} posts, index: ${index}`, async () => {
            await replaceIndex(client, index);
            const position = await readPosition(client);
            const queries: [name: string, text: string, values: unknown[]][] = [
              ['first page', feedQuery, []],
              ['page by OFFSET', offsetQuery, []],
              ['page by keyset', keysetQuery, position],
            ];
            for (const [query, text, values] of queries) {
              const measured = await explainQuery(client, scaledCount(context, times), text, values);
              rows.push({ posts, index, query, ...measured });
              // The plans for the larger table are the same.
              if (size === tableSizes[0])
                texts[`${query}, ${posts} posts, index: ${index}`] = await explainText(client, text, values);
            }
          });
        }
        sizes.push(await measureSizes(client, posts));
      });
    }
    texts['keyset query'] = keysetQuery.trim().split('\n');
    return { posts: null, rows, tables: { sizes }, texts };
  },
};
