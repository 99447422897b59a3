import { connect, withClient } from '../../db-migrations/src/database-access.ts';
import { seedDays, seedEnd } from '../../db-migrations/src/seed-rows.ts';
import { timeMs } from '../lib/timing.ts';
import { type Experiment, type ExperimentContext, scaledCount, scaledSeconds } from './experiment.ts';
import { seedPosts, superuserUrl } from './experiment-server.ts';
import { type InsertMeasurement, summarizeInserts } from './index-cost-rows.ts';
import { runConcurrently } from './run-concurrently.ts';
import { walBytes } from './wal-bytes.ts';

const tableSizes = [10_000, 1_000_000];
const rounds = 5;
const connections = 10;
const rowsPerStatement = 50_000;
const users = 600;

/** SQL for created_at: rising, as when people post, or among those that exist, as in an import. */
const createdAtValues = {
  rising: 'clock_timestamp()',
  random: `timestamptz '${seedEnd}' - random() * interval '${seedDays} days'`,
};
type CreatedAt = keyof typeof createdAtValues;

const content = 'A post of about as many characters as people write on an ordinary day.';
const createIndex = 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)';

/** The state before each measurement: no inserted rows, new indexes, no dirty pages. */
async function restoreTable(context: ExperimentContext, posts: number, indexed: boolean): Promise<void> {
  const statements = [
    'DROP INDEX IF EXISTS idx_posts_created_at',
    // Autovacuum could run during a measurement.
    'ALTER TABLE posts SET (autovacuum_enabled = false)',
    `DELETE FROM posts WHERE id > ${posts}`,
    'VACUUM (ANALYZE) posts',
    'REINDEX INDEX posts_pkey',
    ...(indexed ? [createIndex] : []),
    'CHECKPOINT',
  ];
  await withClient(superuserUrl(context), async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

type Insert = (context: ExperimentContext, createdAt: CreatedAt) => Promise<{ rows: number; perSecond: number }>;

const insertOneByOne: Insert = async (context, createdAt) => {
  const clients = await Promise.all(Array.from({ length: connections }, () => connect(context.server.apiUrl)));
  const text = `INSERT INTO posts (user_id, content, created_at) VALUES ($1, $2, ${createdAtValues[createdAt]})`;
  let rows = 0;
  try {
    const seconds = await runConcurrently(connections, scaledSeconds(context, 5), context.signal, async (worker) => {
      await clients[worker]?.query({ name: 'insert', text, values: [1 + (rows % users), content] });
      rows += 1;
    });
    return { rows, perSecond: rows / seconds };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
};

const insertInBulk: Insert = async ({ server, scale }, createdAt) => {
  const rows = Math.round(rowsPerStatement * scale);
  const text = `INSERT INTO posts (user_id, content, created_at)
    SELECT 1 + number % ${users}, $1, ${createdAtValues[createdAt]} FROM generate_series(1, ${rows}) AS number`;
  const tookMs = await withClient(server.apiUrl, (client) => timeMs(() => client.query(text, [content])));
  return { rows, perSecond: (rows / tookMs) * 1000 };
};

const insertMethods = { 'one row a transaction': insertOneByOne, 'one statement': insertInBulk };
type InsertMethod = keyof typeof insertMethods;

async function measureSizes(context: ExperimentContext, posts: number) {
  await restoreTable(context, posts, true);
  const text = `SELECT pg_relation_size('idx_posts_created_at')::integer AS "indexBytes",
    pg_relation_size('posts_pkey')::integer AS "primaryKeyBytes", pg_relation_size('posts')::integer AS "tableBytes"`;
  return withClient(context.server.ownerUrl, async (client) => {
    const sizes = (await client.query(text)).rows[0];
    await client.query('DROP INDEX idx_posts_created_at');
    return { posts, ...sizes, indexBuildMs: await timeMs(() => client.query(createIndex)) };
  });
}

export const indexCost: Experiment = {
  name: 'index-cost',
  question: 'What does the index cost on writes?',
  method: `Inserts into a table of each size, without and with the index in turn: for 5 s one row a transaction on ${connections} connections, and ${rowsPerStatement} rows in one statement; ${rounds} rounds, the median and the range. Before each measurement the rows of the one before are deleted, the table is vacuumed, its indexes are rebuilt, and a checkpoint is made.`,
  takes: '8 minutes',

  async run(context) {
    const { report, signal, scale, server } = context;
    const readLog = () => withClient(server.adminUrl, walBytes);
    const measurements: InsertMeasurement[] = [];
    const sizes = [];
    for (const size of tableSizes) {
      const posts = Math.max(10_000, size * scale);
      await seedPosts(context, posts);
      sizes.push(await measureSizes(context, posts));
      for (let round = 1; round <= scaledCount(context, rounds); round += 1)
        // The order alternates: the second measurement might find a warmer disk cache.
        for (const method of Object.keys(insertMethods) as InsertMethod[])
          for (const createdAt of Object.keys(createdAtValues) as CreatedAt[])
            for (const indexed of round % 2 ? [false, true] : [true, false])
              await report.step(
                `${posts} posts, round ${round}, ${method}, ${createdAt} times, ${indexed ? 'index' : 'no index'}`,
                async () => {
                  signal.throwIfAborted();
                  await restoreTable(context, posts, indexed);
                  const before = await readLog();
                  const { rows, perSecond } = await insertMethods[method](context, createdAt);
                  const walBytesPerRow = ((await readLog()) - before) / rows;
                  measurements.push({ posts, method, createdAt, indexed, perSecond, walBytesPerRow });
                },
              );
    }
    return {
      posts: null,
      rows: summarizeInserts(measurements),
      tables: { sizes },
    };
  },
};
