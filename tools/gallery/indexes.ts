import { sharedPool } from '../../scripts/experiments/api-code.ts';
import type { Fix } from './fix.ts';

const queryFile = 'app/src/routes/feed-query.ts';
const order = 'ORDER BY posts.created_at DESC';

/** What people do about the table. All of them have the shared pool: where the index fails, fix 1 still holds. */
export const indexes: Fix[] = [
  {
    name: 'an index on another column',
    why: 'Every write maintains it, and the feed is sorted by something else.',
    sql: ['CREATE INDEX idx_posts_user_id ON posts (user_id)'],
    load: true,
    fails: 'index',
    hint: /By which column/,
    reached: 'pooled',
  },
  {
    name: 'a partial index',
    why: 'It holds this year’s posts. The query does not say that it wants no others, so the database cannot use it.',
    sql: [`CREATE INDEX idx_posts_new ON posts (created_at DESC) WHERE created_at > '2026-01-01'`],
    load: true,
    fails: 'index',
    hint: /some posts only/,
    reached: 'pooled',
    inSample: true,
  },
  {
    name: 'an INVALID index',
    why: 'A unique index cannot be built where users have several posts. What CONCURRENTLY leaves behind costs every write and helps nobody.',
    sql: ['CREATE UNIQUE INDEX CONCURRENTLY idx_posts_created_at ON posts (user_id)'],
    sqlFails: true,
    load: true,
    fails: 'index',
    hint: /indisvalid/,
    reached: 'pooled',
  },
  {
    name: 'enable_seqscan = off',
    why: 'It forbids a plan and offers no better one: now all rows are read by way of an index that is in another order.',
    mine: sharedPool(`max: 10, connectionTimeoutMillis: 2000, options: '-c enable_seqscan=off'`),
    sql: ['SELECT 1'],
    load: true,
    fails: 'index',
    reached: 'pooled',
  },
  {
    name: 'an index that holds everything in another order',
    why: 'All posts are read from the index instead of the table, and sorted. The table looks untouched, and the work is the same.',
    mine: sharedPool(`max: 10, connectionTimeoutMillis: 2000, options: '-c enable_seqscan=off'`),
    sql: ['CREATE INDEX idx_posts_by_user ON posts (user_id) INCLUDE (id, content, created_at)'],
    load: true,
    fails: 'index',
    reached: 'pooled',
  },
  {
    name: 'an ascending index',
    why: 'Right: a B-tree is walked backwards as easily. The plan says Index Scan Backward.',
    sql: ['CREATE INDEX CONCURRENTLY idx_posts_created_at_up ON posts (created_at)'],
    load: true,
    reached: 'indexed',
    inSample: true,
  },
  {
    name: 'a covering index',
    why: 'Right: it holds all that the feed shows of a post. It is larger, and each write costs a little more.',
    sql: ['CREATE INDEX idx_posts_feed ON posts (created_at DESC) INCLUDE (id, user_id, content)'],
    load: true,
    reached: 'indexed',
  },
  {
    name: 'a keyset query with an index on its key',
    why: 'Right: the first page of a keyset is the same feed, and its key has an index that is in its order.',
    edits: [
      {
        file: queryFile,
        from: order,
        to: `WHERE (posts.created_at, posts.id) < ('infinity', 2147483647)\nORDER BY posts.created_at DESC, posts.id DESC`,
      },
    ],
    sql: ['CREATE INDEX idx_posts_keyset ON posts (created_at DESC, id DESC)'],
    load: true,
    reached: 'indexed',
  },
  {
    name: 'a materialised view that nobody refreshes',
    why: 'A cache with another name: it knows the posts of the day on which it was made.',
    edits: [
      { file: queryFile, from: 'SELECT posts.id', to: 'SELECT * FROM newest_posts AS posts /* SELECT posts.id' },
      { file: queryFile, from: `${order}\nLIMIT 20`, to: `*/ ${order}` },
    ],
    sql: [
      `CREATE MATERIALIZED VIEW newest_posts AS
         SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
         FROM posts JOIN users ON users.id = posts.user_id ORDER BY posts.created_at DESC LIMIT 20`,
      'GRANT SELECT ON newest_posts TO feed_api',
    ],
    fails: 'fresh',
    reached: 'broken',
  },
];
