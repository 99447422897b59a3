import { useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { goodPool, useByQuery, useSingle } from './code.ts';

/** A pool for posts that the API writes, and one for everything else, with these settings. */
const readsAndWrites = (reads: string, writes: string) =>
  useByQuery(
    `const reads = createPool({ ${reads} });
  const writes = createPool({ ${writes} });`,
    `const pool = query === 'create_post' ? writes : reads;
        ${useOnce}`,
    'await Promise.all([reads.end(), writes.end()]);',
  );

/** One connection for all queries of this name, and the lab's own pool for the others. */
const oneConnectionFor = (query: string) =>
  useByQuery(
    `const single = createPool({ max: 1, connectionTimeoutMillis: 2000 });
  const others = createPool({ ${goodPool} });`,
    `const pool = query === '${query}' ? single : others;
        ${useOnce}`,
    'await Promise.all([single.end(), others.end()]);',
  );

/** Different connections for different routes. None of them builds an index. */
export const severalPools: Kind = {
  title: 'Several pools',
  fixes: [
    {
      name: 'only the feed shares connections',
      why: 'The slow page is fixed, but every post and every list still logs in, and to the same database.',
      ...useByQuery(
        `const pool = createPool({ ${goodPool} });`,
        `if (query === 'feed') {
        ${useOnce}
      }
      ${useSingle()}`,
        'await pool.end();',
      ),
      fails: 'connections',
    },
    {
      name: 'separate pools for reads and writes',
      why: 'Right: a long queue of readers cannot keep anybody from posting, and twelve connections are not too many.',
      ...readsAndWrites('max: 8, connectionTimeoutMillis: 2000', 'max: 4, connectionTimeoutMillis: 2000'),
      fails: 'index',
    },
    {
      name: 'a larger pool for writes than for reads',
      why: 'Right: eight connections for reading and twelve for writing. Two copies of the API need forty, and the database has enough.',
      ...readsAndWrites('max: 8, connectionTimeoutMillis: 2000', 'max: 12, connectionTimeoutMillis: 2000'),
      fails: 'index',
    },
    {
      name: 'two connections for writes, and five places in line',
      why: 'Two writers at a time are enough, until forty people post at once: most of them get an error, although the database could serve them within a moment.',
      ...useByQuery(
        `const reads = createPool({ ${goodPool} });
  const writes = createPool({ max: 2, connectionTimeoutMillis: 2000 });`,
        `const pool = query === 'create_post' ? writes : reads;
        if (pool === writes && writes.waitingCount >= 5) throw new Error('timeout: five posts are in line');
        ${useOnce}`,
        'await Promise.all([reads.end(), writes.end()]);',
      ),
      fails: 'reliable',
    },
    {
      name: 'a second connection for each post',
      why: 'Each post holds one connection while it waits for another. If many people post at once, they wait for each other until most of them have failed: a deadlock that the database cannot detect.',
      ...useByQuery(
        `const pool = createPool({ ${goodPool} });`,
        `const client = await pool.connect();
      try {
        // A post must not be lost: is the database there?
        if (query === 'create_post') await pool.query('SELECT 1');
        return await work(client);
      } finally {
        client.release();
      }`,
        'await pool.end();',
      ),
      fails: 'reliable',
    },
    {
      name: 'one connection for all feeds',
      why: 'Posts and lists share ten connections. The feed, which most people read, has one: one slow query delays everybody.',
      ...oneConnectionFor('feed'),
      fails: 'parallel',
    },
    {
      name: 'one connection for all posts',
      why: 'One post that has to wait in the database, as for a locked row, keeps everybody else from posting until they give up.',
      ...oneConnectionFor('create_post'),
      fails: 'parallel',
    },
    {
      name: 'one connection for all lists',
      why: 'The same for those who look at one user’s posts: a slow list delays all the others.',
      ...oneConnectionFor('user_posts'),
      fails: 'parallel',
    },
    {
      name: 'posts wait without a limit',
      why: 'A post must not be lost, so it waits for a connection as long as it takes. Its statement has a limit, but the queue does not: the more people post, the longer the last one waits.',
      ...readsAndWrites(goodPool, 'max: 10, statement_timeout: 500'),
      fails: 'limit',
    },
  ],
};
