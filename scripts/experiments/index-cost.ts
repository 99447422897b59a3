import { connect, withClient } from '../../db-migrations/src/database-access.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { timeMs } from '../lib/timing.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { seedPosts, superuserUrl, withServer } from './bench-server.ts';
import { type Experiment, type ExperimentContext, secondsOf, timesOf } from './experiment.ts';
import { type InsertMeasurement, rowsOf } from './index-cost-rows.ts';
import { repeatAtOnce } from './timed-login.ts';

const tableSizes = [10_000, 1_000_000];
const rounds = 5;
const connections = 10;
const rowsAtOnce = 50_000;
const users = 600;

/** When the inserted posts say that they were written: always later, as in life, or at any time, as an import has it. */
const instants = { rising: 'clock_timestamp()', random: `now() - random() * interval '90 days'` };
type Instants = keyof typeof instants;

const content = 'A post of about as many characters as people write on an ordinary day.';
const createIndex = 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)';

/** The table as it was, its indexes new, and nothing left to write to disk: each measurement begins alike. */
async function beginAlike(server: ThrowawayServer, posts: number, indexed: boolean): Promise<void> {
  const statements = [
    'DROP INDEX IF EXISTS idx_posts_created_at',
    // Its own vacuum would come when it likes.
    'ALTER TABLE posts SET (autovacuum_enabled = false)',
    `DELETE FROM posts WHERE id > ${posts}`,
    'VACUUM (ANALYZE) posts',
    'REINDEX INDEX posts_pkey',
    ...(indexed ? [createIndex] : []),
    'CHECKPOINT',
  ];
  await withClient(superuserUrl(server), async (client) => {
    for (const statement of statements) await client.query(statement);
  });
}

async function walBytes({ adminUrl }: ThrowawayServer): Promise<number> {
  const position = `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS bytes`;
  return withClient(adminUrl, async (client) => (await client.query<{ bytes: number }>(position)).rows[0]?.bytes ?? 0);
}

/** People who post: a transaction for each. Resolves to rows per second. */
async function insertSingly(
  context: ExperimentContext,
  server: ThrowawayServer,
  when: Instants,
): Promise<{ rows: number; perSecond: number }> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connect(server.apiUrl)));
  const free = [...clients];
  let rows = 0;
  try {
    const seconds = await repeatAtOnce(connections, secondsOf(context, 5), context.signal, async () => {
      const client = free.pop();
      const text = `INSERT INTO posts (user_id, content, created_at) VALUES ($1, $2, ${instants[when]})`;
      await client?.query({ name: 'insert', text, values: [1 + (rows % users), content] });
      rows += 1;
      if (client) free.push(client);
    });
    return { rows, perSecond: rows / seconds };
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** An import: one statement. */
async function insertTogether(
  { scale }: ExperimentContext,
  server: ThrowawayServer,
  when: Instants,
): Promise<{ rows: number; perSecond: number }> {
  const rows = Math.round(rowsAtOnce * scale);
  const text = `INSERT INTO posts (user_id, content, created_at)
    SELECT 1 + number % ${users}, $1, ${instants[when]} FROM generate_series(1, ${rows}) AS number`;
  const tookMs = await withClient(server.apiUrl, (client) => timeMs(() => client.query(text, [content])));
  return { rows, perSecond: (rows / tookMs) * 1000 };
}

const ways = { 'one row a transaction': insertSingly, 'one statement': insertTogether };
type Way = keyof typeof ways;

async function sizesOf(server: ThrowawayServer, posts: number) {
  await beginAlike(server, posts, true);
  const text = `SELECT pg_relation_size('idx_posts_created_at')::integer AS "indexBytes",
    pg_relation_size('posts_pkey')::integer AS "primaryKeyBytes", pg_relation_size('posts')::integer AS "tableBytes"`;
  const sizes = await withClient(server.ownerUrl, async (client) => (await client.query(text)).rows[0]);
  const tookMs = await withClient(server.ownerUrl, async (client) => {
    await client.query('DROP INDEX idx_posts_created_at');
    return timeMs(() => client.query(createIndex));
  });
  return { posts, ...sizes, indexBuildMs: tookMs };
}

export const indexCost: Experiment = {
  name: 'index-cost',
  question: 'What does the index cost those who write posts?',
  method: `Inserts into a table of each size, without and with the index in turn: for 5 s one row a transaction on ${connections} connections, and ${rowsAtOnce} rows in one statement; ${rounds} rounds, the median and the range. Before each measurement the rows of the one before are deleted, the table is vacuumed, its indexes are built anew, and a checkpoint is made.`,
  takes: '8 minutes',

  run: (context) =>
    withServer(context, async (server) => {
      const { report, signal, scale } = context;
      const measured: InsertMeasurement[] = [];
      const sizes = [];
      for (const size of tableSizes) {
        const posts = Math.max(10_000, size * scale);
        await seedPosts(context, server, posts);
        sizes.push(await sizesOf(server, posts));
        for (let round = 1; round <= timesOf(context, rounds); round += 1)
          // Who comes second might find the disk warm: in turns.
          for (const way of Object.keys(ways) as Way[])
            for (const when of Object.keys(instants) as Instants[])
              for (const indexed of round % 2 ? [false, true] : [true, false])
                await report.step(
                  `${posts} posts, round ${round}, ${way}, ${when} times, ${indexed ? 'index' : 'no index'}`,
                  async () => {
                    signal.throwIfAborted();
                    await beginAlike(server, posts, indexed);
                    const before = await walBytes(server);
                    const { rows, perSecond } = await ways[way](context, server, when);
                    const walBytesPerRow = ((await walBytes(server)) - before) / rows;
                    measured.push({ posts, way, when, indexed, perSecond, walBytesPerRow });
                  },
                );
      }
      return { posts: null, scramIterations: defaultScramIterations, rows: rowsOf(measured), tables: { sizes } };
    }),
};
