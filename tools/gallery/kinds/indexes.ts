import { sharedPool } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { order, queryFile } from './code.ts';

const withoutSeqScan = sharedPool(`max: 10, connectionTimeoutMillis: 2000, options: '-c enable_seqscan=off'`);

/** The column is right in these, so the hint must not ask which one it is. */
const notTheColumn = /^(?!.*[Ww]hich column)/s;

/** Indexes that the feed cannot use. All have the shared pool, so that fix 1 holds. */
export const uselessIndexes: Kind = {
  title: 'Indexes that don’t help',
  fixes: [
    {
      name: 'an index on another column',
      why: 'Every write has to maintain it, but the feed is sorted by another column.',
      sql: ['CREATE INDEX idx_posts_user_id ON posts (user_id)'],
      fails: 'index',
      hint: /Which column/,
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
      name: 'a BRIN index',
      why: 'It knows which days are on which pages, but not what order the posts are in, so all of them are sorted.',
      sql: ['CREATE INDEX idx_posts_created_at ON posts USING brin (created_at)'],
      fails: 'index',
      hint: notTheColumn,
    },
    {
      name: 'an index with NULLS LAST',
      why: 'DESC implies NULLS FIRST, and this index puts nulls last. That there are none makes no difference to the planner.',
      sql: ['CREATE INDEX idx_posts_created_at ON posts (created_at DESC NULLS LAST)'],
      fails: 'index',
      hint: notTheColumn,
    },
    {
      name: 'an index on an expression',
      why: 'It is sorted by the time in UTC. The order is the same, but the expression is not the one in ORDER BY.',
      sql: [`CREATE INDEX idx_posts_created_at ON posts ((created_at AT TIME ZONE 'UTC') DESC)`],
      fails: 'index',
      hint: notTheColumn,
    },
    {
      name: 'an INVALID index',
      why: 'A unique index on user_id fails, because users have several posts. What CONCURRENTLY leaves behind slows down writes and helps no query.',
      rejectedInPsql: 'CREATE UNIQUE INDEX CONCURRENTLY idx_posts_created_at ON posts (user_id)',
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
  ],
};

const keyset: Fix = {
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
};

/** Indexes that the feed can use. All of them are right. */
export const rightIndexes: Kind = {
  title: 'Indexes that help',
  fixes: [
    {
      name: 'an index with another name',
      why: 'Right: what counts is what it holds, not what it is called.',
      sql: ['CREATE INDEX CONCURRENTLY "the newest first" ON posts (created_at DESC)'],
    },
    {
      name: 'an ascending index',
      why: 'Right: a B-tree can be read in both directions. The plan shows Index Scan Backward.',
      sql: ['CREATE INDEX CONCURRENTLY idx_posts_created_at_up ON posts (created_at)'],
      inSample: true,
    },
    {
      name: 'an index on created_at and id',
      why: 'Right: the feed’s ORDER BY needs only the first column. The second would also serve a query that breaks ties by id.',
      sql: ['CREATE INDEX idx_posts_newest ON posts (created_at DESC, id DESC)'],
    },
    {
      name: 'a covering index',
      why: 'Right: it holds every column of posts that the feed shows. The price is a larger index and slightly more expensive writes.',
      sql: ['CREATE INDEX idx_posts_feed ON posts (created_at DESC) INCLUDE (id, user_id, content)'],
    },
    keyset,
    {
      name: 'a partial index and a query that matches it',
      why: 'Right, as long as people keep posting: the query asks only for recent posts, so the database can use an index of those.',
      edits: [{ file: queryFile, from: order, to: `WHERE posts.created_at > '2025-12-01'\n${order}` }],
      sql: [`CREATE INDEX idx_posts_recent ON posts (created_at DESC) WHERE created_at > '2025-12-01'`],
    },
  ],
};
