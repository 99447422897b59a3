import type { Fix, Kind } from '../fix.ts';
import { order, queryFile } from './code.ts';
import { stampPosts } from './retention-sql.ts';

const listRouteFile = 'app/src/routes/user-posts.ts';

/** Reads the feed from `posts` as this subquery returns them. */
const postsFrom = (subquery: string): Pick<Fix, 'edits'> => ({
  edits: [{ file: queryFile, from: 'FROM posts\n', to: `FROM (${subquery}) AS posts\n` }],
});

/** Which posts are the newest. */
export const windows: Kind = {
  title: 'Which posts are the newest',
  fixes: [
    {
      name: 'the oldest rows',
      why: 'Twenty posts, but not the right ones.',
      edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.created_at' }],
      fails: 'correct',
      hint: /make psql/,
    },
    {
      name: 'sorted by id',
      why: 'The primary key has an index, and ids mostly rise with time. Mostly: an import writes old posts with new ids.',
      edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.id DESC' }],
      fails: 'correct',
    },
    {
      name: 'the 20 newest of the last 100 ids',
      why: 'It survives a few posts out of order, until somebody imports 150 old ones.',
      ...postsFrom('SELECT * FROM posts ORDER BY id DESC LIMIT 100'),
      fails: 'correct',
    },
    {
      name: 'the 20 newest of the last 1,000 ids',
      why: 'The same mistake. It only takes a larger import.',
      ...postsFrom('SELECT * FROM posts WHERE id > (SELECT max(id) FROM posts) - 1000'),
      fails: 'correct',
    },
    {
      name: 'the 20 newest of the last 200 ids of the sequence',
      why: 'The same mistake, this time with the sequence instead of the table. After an import of 200 old posts, the newest ones are missing from the feed.',
      ...postsFrom('SELECT * FROM posts WHERE id > (SELECT last_value FROM posts_id_seq) - 200'),
      sql: [
        'GRANT SELECT ON SEQUENCE posts_id_seq TO feed_api',
        // Posts that were deleted or rejected have left gaps, and the feed was empty.
        `SELECT setval('posts_id_seq', (SELECT max(id) FROM posts))`,
      ],
      fails: 'correct',
    },
    {
      name: 'the 20 newest of the last 100 ids, with times that follow the ids',
      why: 'A trigger sets the time of each post to now, so that the last ids are the newest posts. An import of old posts takes over the feed, and nobody can correct a wrong time.',
      ...postsFrom('SELECT * FROM posts ORDER BY id DESC LIMIT 100'),
      sql: [stampPosts],
      fails: 'rows',
    },
    {
      name: 'older pages by time alone',
      why: 'The second page of a list begins after the time of the last post, so that an index on the time is enough. Of posts with the same time, as after an import, everything after the first page can never be reached.',
      edits: [
        {
          file: listRouteFile,
          from: '($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::integer))',
          to: '($2::timestamptz IS NULL OR created_at < $2)',
        },
        { file: listRouteFile, from: 'LIMIT $4', to: 'LIMIT $3' },
        {
          file: listRouteFile,
          from: '[id, before?.instant, before?.id, limit + 1]',
          to: '[id, before?.instant, limit + 1]',
        },
      ],
      sql: ['CREATE INDEX idx_posts_created_at ON posts (created_at DESC)'],
      fails: 'contract',
    },
    {
      name: 'the 20 newest of this month',
      why: 'On the first day of each month the feed is empty, and in the lab it already is.',
      ...postsFrom(`SELECT * FROM posts WHERE created_at >= date_trunc('month', now())`),
      fails: 'contract',
    },
    {
      name: 'at most one post per author',
      why: 'DISTINCT ON makes the feed more varied, and hides the second post of everybody who writes two.',
      ...postsFrom('SELECT DISTINCT ON (user_id) * FROM posts ORDER BY user_id, created_at DESC'),
      fails: 'correct',
    },
    {
      name: 'the 20 newest, then their authors',
      why: 'Right: the limit comes before the join, so only twenty users are looked up, whatever the planner thinks.',
      ...postsFrom('SELECT * FROM posts ORDER BY created_at DESC LIMIT 20'),
      sql: ['CREATE INDEX CONCURRENTLY idx_posts_created_at ON posts (created_at DESC)'],
    },
  ],
};
