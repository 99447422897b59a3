import { ownUse, sharedPool, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { goodPool } from './code.ts';
import { replaceOldest, thousandsPerUser } from './retention-sql.ts';

/** Changes to the rows, or to how safe they are. All have the shared pool. */
export const data: Kind = {
  title: 'The data itself',
  fixes: [
    {
      name: 'fewer rows',
      why: 'Nine out of ten posts were deleted. The feed is fast, and users’ posts are gone.',
      sql: ['DELETE FROM posts WHERE id <= 9000'],
      fails: 'rows',
      hint: /Whose posts/,
    },
    {
      name: 'shorter texts',
      why: 'Old posts are cut off after 30 characters. The table is smaller, and the rest of what people wrote is gone.',
      sql: [
        `UPDATE posts SET content = left(content, 30) WHERE created_at < '2025-12-01'`,
        'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)',
      ],
      fails: 'rows',
      inSample: true,
    },
    {
      name: 'varchar(200) instead of text',
      why: 'No post was longer when somebody looked. But the API promises 280 characters, and whoever needs more than 200 now gets an error 500.',
      sql: [
        'ALTER TABLE posts ALTER content TYPE varchar(200)',
        'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)',
      ],
      fails: 'fresh',
    },
    {
      name: 'an unlogged table',
      why: 'Writes are faster without the write-ahead log, but after a crash PostgreSQL empties the table.',
      sql: ['ALTER TABLE posts SET UNLOGGED', 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)'],
      fails: 'rows',
    },
    {
      name: 'synchronous_commit = off',
      why: 'Nobody waits for the disk anymore. After a crash, the last posts are gone, although their authors were told that they had been written.',
      mine: sharedPool(`${goodPool}, options: '-c synchronous_commit=off'`),
      fails: 'rows',
    },
    {
      name: 'synchronous_commit = off while many are in line',
      why: 'Six more connections for rush hours don’t wait for the disk. A crash during rush hour loses the posts that were confirmed last.',
      mine: ownUse(
        `const usual = createPool({ ${goodPool} });
  const rush = createPool({
    max: 6,
    connectionTimeoutMillis: 2000,
    options: '-c synchronous_commit=off',
  });`,
        `const pool = usual.waitingCount >= 5 ? rush : usual;
      ${useOnce}`,
        'await Promise.all([usual.end(), rush.end()]);',
      ),
      fails: 'rows',
    },
    {
      name: 'an unlogged copy beside the index',
      why: 'Right: a copy of all posts, in case the index turns out to be a mistake, doesn’t have to survive a crash. Nothing reads it.',
      sql: [
        'CREATE UNLOGGED TABLE posts_before AS TABLE posts',
        'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)',
      ],
    },
    {
      name: 'at most 5,000 posts per user',
      why: 'Nobody reads more than that, so now and then a trigger deletes the rest. A program that imports ten thousand is told that all of them were written, and half are gone.',
      sql: ['CREATE INDEX idx_posts_created_at ON posts (created_at DESC)', ...thousandsPerUser],
      fails: 'rows',
    },
    {
      name: 'each new post replaces the oldest one',
      why: 'The table never grows, and the feed stays fast. With every post, somebody else’s oldest one is gone for good.',
      sql: ['CREATE INDEX idx_posts_created_at ON posts (created_at DESC)', replaceOldest],
      fails: 'rows',
    },
    {
      name: 'no foreign key',
      why: 'Writing is faster when nobody checks who the author is. Then there are posts by people who don’t exist.',
      sql: [
        'ALTER TABLE posts DROP CONSTRAINT posts_user_id_fkey',
        'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)',
      ],
      fails: 'contract',
    },
    {
      name: 'rows stored in the order of the feed',
      why: 'Right: CLUSTER rewrites the table in the order of the index. The rows are the same, and the twenty newest are on one page.',
      sql: ['CREATE INDEX idx_posts_created_at ON posts (created_at DESC)', 'CLUSTER posts USING idx_posts_created_at'],
    },
  ],
};
