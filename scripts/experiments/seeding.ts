import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { migrate } from '../../db-migrations/src/migrate.ts';
import { timeMs } from '../lib/timing.ts';
import { judgeGoal } from './compare-rounds.ts';
import { type Experiment, type ExperimentContext, scaledCount } from './experiment.ts';
import { superuserUrl } from './experiment-server.ts';
import { orderOf } from './interleaved-rounds.ts';
import { seedMeasured } from './seed-measured.ts';
import { type Filling, ratiosTo, summarizeFillings, type Way, ways } from './seeding-rows.ts';

const comparedPosts = 1_000_000;
const largePosts = 10_000_000;
const rounds = 3;
/** A seed of fewer posts is one transaction. */
const fewestPosts = 150_000;
const wantedRatio = 0.5;

const createIndex = 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)';
const foreignKey = 'CONSTRAINT posts_user_id_fkey';

interface Case {
  context: ExperimentContext;
  posts: number;
  indexed: boolean;
  progress: (text: string) => void;
  /** A superuser's: only they may read the server's files. */
  client: pg.Client;
  /** The same rows, in COPY's binary format, which is the faster one. */
  file: string;
}

const vacuum = 'VACUUM (ANALYZE) posts';

/** What each way does, from an empty table to one that is ready for queries. */
const fill: Record<Way, (filling: Case) => Promise<Partial<Filling> & { seconds: number }>> = {
  async seed({ context, posts, progress }) {
    const { seconds, peakBytes } = await seedMeasured(context, posts, progress);
    return { seconds, peakMiB: peakBytes / 2 ** 20 };
  },
  COPY: async ({ client, file }) => ({
    seconds: await seconds(client, [`COPY posts FROM '${file}' (FORMAT binary)`, vacuum]),
  }),
  async 'COPY, then the index and the foreign key'({ client, file, indexed }) {
    const before = [`ALTER TABLE posts DROP ${foreignKey}`, ...(indexed ? ['DROP INDEX idx_posts_created_at'] : [])];
    const afterwards = [
      ...(indexed ? [createIndex] : []),
      `ALTER TABLE posts ADD ${foreignKey} FOREIGN KEY (user_id) REFERENCES users (id)`,
    ];
    return {
      seconds: await seconds(client, [...before, `COPY posts FROM '${file}' (FORMAT binary)`, ...afterwards, vacuum]),
    };
  },
};

async function seconds(client: pg.Client, statements: string[]): Promise<number> {
  const run = async () => {
    for (const statement of statements) await client.query(statement);
  };
  return (await timeMs(run)) / 1000;
}

/** Empties posts and measures one way of filling it. */
async function measure(way: Way, filling: Case): Promise<Filling> {
  const { client, posts, indexed } = filling;
  await client.query('TRUNCATE posts');
  await client.query('CHECKPOINT');
  const measured = await fill[way](filling);
  return { ...measured, way, posts, indexed, perSecond: posts / measured.seconds };
}

export const seeding: Experiment = {
  name: 'seeding',
  question: "How fast are the tables filled, next to COPY, and with how much of the process's memory?",
  method: `Fills an empty table posts with ${comparedPosts.toLocaleString('en-US')} posts, without and with the index, by the seed and by COPY from a file on the server, in turn; ${rounds} rounds, the median and the range. COPY is measured twice: into the table as it is, and as PostgreSQL's manual recommends, with the index and the foreign key added afterwards. All times include VACUUM (ANALYZE), and a checkpoint comes before each. Then ${largePosts.toLocaleString('en-US')} posts are seeded once, with the index.`,
  takes: '6 minutes',

  async run(context) {
    const { report, signal, scale, server } = context;
    const posts = Math.max(fewestPosts, comparedPosts * scale);
    const file = join(server.dataFolder, 'seeding.bin');
    const fillings: Filling[] = [];
    try {
      await withClient(superuserUrl(context), async (client) => {
        const measureOne = (way: Way, size: number, indexed: boolean, round: string) =>
          report.step(`${round}, ${way}, ${indexed ? 'index' : 'no index'}`, async (progress) => {
            signal.throwIfAborted();
            fillings.push(await measure(way, { context, posts: size, indexed, progress, client, file }));
          });
        for (let round = 0; round < scaledCount(context, rounds); round += 1)
          for (const indexed of [false, true]) {
            await migrate(server.ownerUrl, indexed ? 2 : 1, { signal });
            // The first seed writes what COPY reads.
            const order = round === 0 ? [...ways] : orderOf([...ways], round);
            for (const way of order) {
              await measureOne(way, posts, indexed, `Round ${round + 1}`);
              if (round === 0 && way === 'seed' && !indexed)
                await client.query(`COPY (SELECT * FROM posts ORDER BY id) TO '${file}' (FORMAT binary)`);
            }
          }
        await measureOne('seed', largePosts * scale, true, 'At last, the large table');
      });
    } finally {
      rmSync(file, { force: true });
    }
    const goals = [false, true].flatMap((indexed) =>
      ways
        .filter((way) => way !== 'seed')
        .map((way) => ({
          indexed,
          ...judgeGoal(`rows per second of ${way}`, wantedRatio, ratiosTo(way, fillings, { posts, indexed })),
        })),
    );
    return { posts: null, rows: summarizeFillings(fillings), tables: { goals } };
  },
};
