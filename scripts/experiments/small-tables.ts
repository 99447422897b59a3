import type pg from 'pg';
import { feedQuery } from '../../app/src/routes/feed-query.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { type Experiment, type ExperimentRow, scaledCount } from './experiment.ts';
import { seedPosts, superuserUrl } from './experiment-server.ts';
import { explainQuery } from './explain-query.ts';

const tableSizes = [20, 50, 100, 200, 300, 500, 1000, 10_000];
const times = 21;
const createIndex = 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)';

/** The cost that the planner expects of a query, in its own units. */
async function estimateCost(client: pg.Client, text: string): Promise<number> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    `EXPLAIN (FORMAT JSON) ${text}`,
  );
  return rows[0]?.['QUERY PLAN'][0].Plan['Total Cost'] ?? Number.NaN;
}

export const smallTables: Experiment = {
  name: 'small-tables',
  question: 'From how many posts on does PostgreSQL use the index for the feed, and is it right?',
  method: `EXPLAIN of the feed query in tables of several sizes, rewritten and analyzed after each change: without the index, and with it, when the planner may choose. The costs are its estimates; the times are the median of ${times} runs, all pages in memory.`,
  takes: 'half a minute',

  async run(context) {
    const { report, signal } = context;
    const rows: ExperimentRow[] = [];
    for (const posts of tableSizes) {
      signal.throwIfAborted();
      await seedPosts(context, posts);
      await withClient(superuserUrl(context), (client) =>
        report.step(`${posts} posts, without the index and with it`, async () => {
          const measure = async (indexed: boolean) => {
            const cost = await estimateCost(client, feedQuery);
            rows.push({
              posts,
              indexed,
              cost,
              ...(await explainQuery(client, scaledCount(context, times), feedQuery)),
            });
          };
          await client.query('DROP INDEX IF EXISTS idx_posts_created_at');
          // FULL: a table keeps the pages of deleted rows, and a scan would read them.
          await client.query('VACUUM (FULL, ANALYZE) posts');
          await measure(false);
          await client.query(createIndex);
          await measure(true);
        }),
      );
    }
    return { posts: null, rows };
  },
};
