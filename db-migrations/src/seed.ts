import type pg from 'pg';
import { connect } from './database-access.ts';
import { findInvalidIndexes } from './invalid-indexes.ts';
import { currentMigration } from './migrate.ts';
import { repairedMigration } from './repair-0002.ts';
import { type WaitOptions, watchBlockers } from './watch-blockers.ts';

export interface SeedSize {
  users: number;
  posts: number;
}

export interface SeedOptions extends WaitOptions {
  /** Receives the number of posts so far. */
  onProgress?: (posts: number) => void;
}

export const defaultSeed: SeedSize = { users: 600, posts: 10_000 };

/** Fixed, so that every run creates the same rows. Only posts that people write are newer. */
export const seedEnd = '2026-01-01T00:00:00Z';
export const seedDays = 90;
/** Rows per statement. The server generates them, so the client's memory stays constant. */
const batchRows = 100_000;

// Each random choice is a hash of the row number and a salt, so that every machine and every run
// creates the same rows.

const insertUsers = `
INSERT INTO users (id, username, created_at)
SELECT
  number,
  (ARRAY['ada', 'alan', 'barbara', 'claude', 'dennis', 'donald', 'edsger', 'frances', 'grace', 'hedy',
         'jean', 'john', 'katherine', 'ken', 'leslie', 'linus', 'margaret', 'niklaus', 'radia', 'tim'])[1 + mod(number - 1, 20)]
    || '_' ||
  (ARRAY['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'iris', 'jade',
         'kestrel', 'lark', 'maple', 'north', 'onyx', 'pine', 'quartz', 'river', 'stone', 'tide'])[1 + mod((number - 1) / 20, 20)]
    || CASE WHEN number > 400 THEN '_' || number ELSE '' END,
  $2::timestamptz - (1 + (hashint4extended(number, 1) & 1023) / 1024.0) * make_interval(days => $3)
FROM generate_series(1, $1::integer) AS number`;

// Authors are a squared uniform variable: a few people write most posts. created_at rises with id,
// and has milliseconds, as in older labs: results for different rows cannot be compared.
const insertPosts = `
INSERT INTO posts (id, user_id, content, created_at)
SELECT
  number,
  1 + floor($3::integer * chance.author * chance.author),
  openings[1 + floor(cardinality(openings) * chance.opening)::integer] || ' '
    || subjects[1 + floor(cardinality(subjects) * chance.subject)::integer]
    || endings[1 + floor(cardinality(endings) * chance.ending)::integer],
  ($5::timestamptz - (1 - (number - chance.moment) / $4::integer) * make_interval(days => $6))::timestamptz(3)
FROM generate_series($1::integer, $2::integer) AS number
CROSS JOIN LATERAL (
  SELECT
    (hashint4extended(number, 2) & 1048575) / 1048576.0::double precision AS author,
    (hashint4extended(number, 3) & 1048575) / 1048576.0::double precision AS opening,
    (hashint4extended(number, 4) & 1048575) / 1048576.0::double precision AS subject,
    (hashint4extended(number, 5) & 1048575) / 1048576.0::double precision AS ending,
    (hashint4extended(number, 6) & 1048575) / 1048576.0::double precision AS moment
) AS chance
CROSS JOIN (
  SELECT
    ARRAY['Finally finished', 'Spent the whole morning on', 'Can anybody recommend a good book about', 'Today I learned something about',
          'Slowly falling in love with', 'Unpopular opinion: nobody needs', 'My grandmother taught me everything she knew about',
          'Small victory:', 'Three cups of coffee and', 'Still thinking about', 'Looking for people in town who care about',
          'First attempt at', 'It rained all day, so I read about', 'A photo from last summer:'] AS openings,
    ARRAY['the tomato seedlings on the balcony', 'sourdough', 'an old bicycle with a bent wheel', 'the night train to the coast',
          'birdsong before sunrise', 'a broken radio from the flea market', 'learning the cello at forty', 'the history of our street',
          'knots', 'a letter I never sent', 'how bees find their way home', 'mending instead of buying', 'the long way round the lake',
          'chess openings that I will never use', 'the smell of a new notebook', 'a very stubborn cat'] AS subjects,
    ARRAY['.', '!', ', and it was worth every minute.', '. More about that tomorrow.', '. What would you do?',
          ', although nobody asked me.', '. I took far too many pictures, but here is the only one in which nothing is blurred.',
          '. If you have been there, tell me what I missed; I go back next week and have a whole afternoon to spare.'] AS endings
) AS words`;

const countSeeded = `
SELECT
  (SELECT count(*) FROM users)::integer AS users,
  (SELECT count(*) FROM posts WHERE created_at <= $1)::integer AS posts,
  (SELECT count(*) FROM posts WHERE created_at > $1)::integer AS written`;

/** Counts the seeded users and posts, and the posts that people have `written` since. */
export async function seededRows(client: pg.ClientBase): Promise<SeedSize & { written: number }> {
  const { rows } = await client.query<SeedSize & { written: number }>(countSeeded, [seedEnd]);
  return rows[0] ?? { users: 0, posts: 0, written: 0 };
}

/**
 * Fills the tables. Does nothing if they already hold this seed; replaces any other content in one
 * transaction. Ends with VACUUM and ANALYZE, because the planner needs statistics. `signal` cancels
 * the running statement. Resolves to true if rows changed.
 * @throws {BlockedTooLong} when another session was in the way until the limit
 */
export async function seed(ownerUrl: string, size: SeedSize, options: SeedOptions = {}): Promise<boolean> {
  const client = await connect(ownerUrl, { application_name: 'feed-seed' });
  try {
    return await watchBlockers(client, () => fill(client, size, options), options);
  } finally {
    await client.end();
  }
}

async function fill(
  client: pg.Client,
  { users, posts }: SeedSize,
  { onProgress, signal }: SeedOptions,
): Promise<boolean> {
  const found = await seededRows(client);
  if (found.users === users && found.posts === posts) return false;

  await client.query('BEGIN');
  // Locked in this order, as by INSERT INTO posts; the other order is a deadlock.
  await client.query('LOCK TABLE posts, users');
  // TRUNCATE would make the index valid where migration 2 is not applied.
  if ((await currentMigration(client)) < repairedMigration)
    for (const name of await findInvalidIndexes(client)) await client.query(`DROP INDEX ${name}`);
  await client.query('TRUNCATE posts, users');
  await client.query(insertUsers, [users, seedEnd, seedDays]);
  for (let first = 1; first <= posts; first += batchRows) {
    signal?.throwIfAborted();
    const last = Math.min(first + batchRows - 1, posts);
    await client.query(insertPosts, [first, last, users, posts, seedEnd, seedDays]);
    onProgress?.(last);
  }
  await client.query(`SELECT setval(pg_get_serial_sequence('users', 'id'), $1)`, [users]);
  await client.query(`SELECT setval(pg_get_serial_sequence('posts', 'id'), $1)`, [posts]);
  await client.query('COMMIT');
  await client.query('VACUUM (ANALYZE) users, posts');
  return true;
}
