import type { Fix, Kind } from '../fix.ts';
import { queryFile } from './code.ts';
import { copyOfPosts, newestPostsView, refreshOnEveryChange } from './elsewhere-sql.ts';
import { newestPosts, oneDocument } from './other-copies-sql.ts';
import { partitionedById, partitionedByMonth, partitionedFromOldest } from './partitions-sql.ts';

/** Reads the feed from this relation, which has the name of each post's author. */
const feedFrom = (relation: string): Pick<Fix, 'edits'> => ({
  edits: [
    { file: queryFile, from: 'posts.created_at, users.username\n', to: 'posts.created_at, posts.username\n' },
    {
      file: queryFile,
      from: 'FROM posts\nJOIN users ON users.id = posts.user_id\n',
      to: `FROM ${relation} AS posts\n`,
    },
  ],
});

/** Reads the feed's posts from this FROM item. */
const postsFrom = (item: string): Pick<Fix, 'edits'> => ({
  edits: [{ file: queryFile, from: 'FROM posts\n', to: `FROM ${item}\n` }],
});

const recentPosts = postsFrom('recent_posts AS posts');
const documentOfPosts = postsFrom(`(
  SELECT key::integer AS id FROM documents, jsonb_each_text(times) ORDER BY value::timestamptz DESC LIMIT 20
) AS newest
JOIN posts USING (id)`);

/** Feeds that do not come from the table posts, as the lab created it. */
export const elsewhere: Kind = {
  title: 'The feed comes from elsewhere',
  fixes: [
    {
      name: 'posts partitioned by month, without an index',
      why: 'The twenty newest can be in any partition, so all of them are read: the same rows, in smaller tables.',
      sql: [partitionedByMonth],
      fails: 'index',
    },
    {
      name: 'posts partitioned by month, with an index',
      why: 'Right: each partition hands over its newest posts, and the database merges them.',
      sql: [partitionedByMonth, 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)'],
    },
    {
      name: 'posts partitioned by month, from that of the oldest post on, with an index',
      why: 'Right: the same without a default partition. There is a place for every post from the oldest on.',
      sql: [partitionedFromOldest, 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)'],
    },
    {
      name: 'posts partitioned by id, with an index',
      why: 'Right: the newest posts can be in any partition, but each has an index in the order of the feed, and the database merges them.',
      sql: [partitionedById, 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)'],
    },
    {
      name: 'a materialized view that nobody refreshes',
      why: 'A cache by another name: it shows the posts of the day it was created.',
      ...feedFrom('newest_posts'),
      sql: [newestPostsView],
      fails: 'fresh',
    },
    {
      name: 'a materialized view, refreshed by a trigger',
      why: 'It is always fresh, but the work has only moved: now all posts are read for every new one, one writer at a time.',
      ...feedFrom('newest_posts'),
      sql: [newestPostsView, refreshOnEveryChange],
      fails: 'index',
      inSample: true,
    },
    {
      name: 'a table of the 100 newest posts',
      why: 'Triggers add new posts and remove deleted ones, but nothing takes their place. After a wave of spam and its removal, the feed is nearly empty.',
      ...recentPosts,
      sql: [newestPosts(100)],
      changes: 'recent_posts',
      fails: 'fresh',
    },
    {
      name: 'a table of the 1,000 newest posts',
      why: 'The same mistake. It only takes a larger wave of spam.',
      ...recentPosts,
      sql: [newestPosts(1000, 1000)],
      changes: 'recent_posts',
      fails: 'fresh',
    },
    {
      name: 'one document with the times of all posts',
      why: 'The database finds the newest posts in a single row. But that row is half a megabyte long, and every new post rewrites it.',
      ...documentOfPosts,
      sql: [oneDocument],
      fails: 'index',
    },
    {
      name: 'a copy of the posts that gets only new ones',
      why: 'Somebody deletes a post, and it stays in the feed. A copy has to follow every change, not only the usual one.',
      ...feedFrom('feed_posts'),
      sql: [copyOfPosts('INSERT')],
      fails: 'fresh',
    },
    {
      name: 'a copy of the posts that follows changes of their text and time',
      why: 'Nobody changes any other column, until a post that was written under the wrong name is given to its author.',
      ...feedFrom('feed_posts'),
      sql: [copyOfPosts('INSERT OR UPDATE OF content, created_at OR DELETE')],
      fails: 'fresh',
    },
    {
      name: 'a copy of the posts that follows every change',
      why: 'Right, and more work than an index: a second table with an index, and triggers for posts and for names.',
      ...feedFrom('feed_posts'),
      sql: [copyOfPosts('INSERT OR UPDATE OR DELETE')],
    },
  ],
};
