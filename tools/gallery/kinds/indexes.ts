import { sharedPool } from '../../../scripts/experiments/api-code.ts';
import type { Fix } from '../fix.ts';
import { order, queryFile } from './answers.ts';

const withoutSeqScan = sharedPool(`max: 10, connectionTimeoutMillis: 2000, options: '-c enable_seqscan=off'`);

/** Changes to the table. All have the shared pool: where the index is wrong, fix 1 holds. */
export const indexes: Fix[] = [
  {
    name: 'an index on another column',
    why: 'Every write has to maintain it, but the feed is sorted by another column.',
    sql: ['CREATE INDEX idx_posts_user_id ON posts (user_id)'],
    fails: 'index',
    hint: /By which column/,
  },
  {
    name: 'a partial index',
    why: 'It holds only this year’s posts. The query does not exclude older ones, so the database cannot use it.',
    sql: [`CREATE INDEX idx_posts_new ON posts (created_at DESC) WHERE created_at > '2026-01-01'`],
    fails: 'index',
    hint: /only some of the posts/,
    inSample: true,
  },
  {
    name: 'an INVALID index',
    why: 'A unique index on user_id fails, because users have several posts. What CONCURRENTLY leaves behind slows down writes and helps no query.',
    sql: ['CREATE UNIQUE INDEX CONCURRENTLY idx_posts_created_at ON posts (user_id)'],
    sqlFails: true,
    fails: 'index',
    hint: /indisvalid/,
  },
  {
    name: 'enable_seqscan = off',
    why: 'It forbids one plan without offering a better one: now all rows are read through an index that is in a different order.',
    mine: withoutSeqScan,
    sql: ['SELECT 1'],
    fails: 'index',
  },
  {
    name: 'a covering index in a different order',
    why: 'All posts are read from the index instead of the table, and then sorted. No table scan shows in the statistics, but the work is the same.',
    mine: withoutSeqScan,
    sql: ['CREATE INDEX idx_posts_by_user ON posts (user_id) INCLUDE (id, content, created_at)'],
    fails: 'index',
  },
  {
    name: 'an ascending index',
    why: 'Right: a B-tree can be read in both directions. The plan shows Index Scan Backward.',
    sql: ['CREATE INDEX CONCURRENTLY idx_posts_created_at_up ON posts (created_at)'],
    inSample: true,
  },
  {
    name: 'a covering index',
    why: 'Right: it holds every column of posts that the feed shows. The price is a larger index and slightly more expensive writes.',
    sql: ['CREATE INDEX idx_posts_feed ON posts (created_at DESC) INCLUDE (id, user_id, content)'],
  },
  {
    name: 'a keyset query with an index on its key',
    why: 'Right: the first page of keyset pagination is the same feed, and the index is in its order.',
    edits: [
      {
        file: queryFile,
        from: order,
        to: `WHERE (posts.created_at, posts.id) < ('infinity', 2147483647)\nORDER BY posts.created_at DESC, posts.id DESC`,
      },
    ],
    sql: ['CREATE INDEX idx_posts_keyset ON posts (created_at DESC, id DESC)'],
  },
  {
    name: 'a materialized view that nobody refreshes',
    why: 'A cache by another name: it shows the posts of the day it was created.',
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
  },
];
