import { queryFeed, sharedPool } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { feedFrom, goodPool } from './code.ts';
import { feedVersion } from './versions-sql.ts';

const userPostsFile = 'app/src/routes/user-posts.ts';

const createIndex = 'CREATE INDEX idx_posts_created_at ON posts (created_at DESC)';

/** Keeps the feed for as long as the version in the database is that of the feed. */
const keptByVersion = (read: string): Pick<Fix, 'edits' | 'changes'> => ({
  ...feedFrom(
    `let kept: unknown;
  let keptVersion: string | undefined;`,
    `      const versions = await database.query(
        { name: 'feed', text: 'SELECT version::text FROM feed_version' },
        [],
        timingOf(response),
      );
      const version: string = versions[0]?.version;
      if (version !== keptVersion) {
        ${read}
      }
      sendJson(response, kept);`,
  ),
  // Verify's own changes are counted, too.
  changes: 'feed_version',
});

const readThenKeep = `kept = await ${queryFeed};
        keptVersion = version;`;

/** Feeds that several requests share. */
export const sharedFeeds: Kind = {
  title: 'Feeds that are shared',
  fixes: [
    {
      name: 'one query for all who ask within 5 ms, started after them',
      why: 'Right: the query begins when the last of them has asked, so nobody gets a feed that is older than the request. The price is a wait of 5 ms. Since many wait for one query, it is canceled after two seconds.',
      mine: sharedPool(`${goodPool}, statement_timeout: 2000`),
      ...feedFrom(
        'let next: Promise<unknown> | undefined;',
        `      next ??= new Promise((resolve) => setTimeout(resolve, 5)).then(() => {
        // Whoever asks from now on gets the next one.
        next = undefined;
        return ${queryFeed};
      });
      sendJson(response, await next);`,
      ),
      sql: [createIndex],
    },
    {
      name: 'a feed that is kept while its version is the newest',
      why: 'Right, and more work than it looks: each request asks the database for the version, which triggers increase with every change, in the same transaction.',
      ...keptByVersion(readThenKeep),
      sql: [feedVersion, createIndex],
    },
    {
      name: 'a feed that is kept while its version is the newest, without an index',
      why: 'Nobody sees an old feed. But after each post, all posts are read and sorted again, by everybody who asks before the first of them is done.',
      ...keptByVersion(readThenKeep),
      sql: [feedVersion],
      fails: 'index',
    },
    {
      name: 'a cache of the older pages',
      why: 'What is on page two seems never to change. But people delete old posts, and they stay on that page until the API is restarted.',
      edits: [
        {
          file: userPostsFile,
          from: '  const router = exactRouter();',
          to: `  const router = exactRouter();
  const pages = new Map<string, { list: unknown; link: string | undefined }>();`,
        },
        {
          file: userPostsFile,
          from: '      // One row more than requested',
          to: `      const known = before && pages.get(request.originalUrl);
      if (known) {
        if (known.link) response.set('Link', known.link);
        sendJson(response, known.list);
        return;
      }
      // One row more than requested`,
        },
        {
          file: userPostsFile,
          from: '      sendJson(response, list);',
          to: `      if (before) pages.set(request.originalUrl, { list, link: response.get('Link') });
      sendJson(response, list);`,
        },
      ],
      fails: 'fresh',
    },
    {
      name: 'a feed whose version is remembered before it is read',
      why: 'Only one request reads each version. Meanwhile, the others compare the new version with itself, and get the old feed.',
      ...keptByVersion(`keptVersion = version;
        kept = await ${queryFeed};`),
      sql: [feedVersion, createIndex],
      fails: 'fresh',
    },
  ],
};
