import { readFileSync } from 'node:fs';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { type ApiCode, feedAnswer, feedRouteFile, fixedVariant } from '../api-code.ts';
import { feedQuery as feedTableQuery } from './feed-table/feed-query.ts';
import type { ScaleOption } from './scale-option.ts';

const read = (path: string) => readFileSync(`${projectFolder}${path}`, 'utf8');
const readOption = (path: string) => read(`scripts/experiments/scale-options/${path}`);
const migration2 = read('db-migrations/0002_index_posts_created_at.up.sql');

const cachedFeed: ApiCode = {
  files: { 'app/src/routes/one-second-cache.ts': readOption('cache/one-second-cache.ts') },
  edits: [
    {
      file: feedRouteFile,
      from: `import { feedQuery } from './feed-query.ts';`,
      to: `import { feedQuery } from './feed-query.ts';\nimport { oneSecondCache } from './one-second-cache.ts';`,
    },
    {
      file: feedRouteFile,
      from: '  const router = exactRouter();',
      to: `  const router = exactRouter();
  // Without a request's timing: the query may be for several requests.
  const newestPosts = oneSecondCache(() => database.query<FeedPost & Record<string, unknown>>(feed));`,
    },
    { file: feedRouteFile, from: feedAnswer, to: '      sendJson(response, await newestPosts());' },
  ],
};

const feedFromTable: ApiCode = {
  files: { 'app/src/routes/feed-query.ts': readOption('feed-table/feed-query.ts') },
};

/**
 * The options that are compared. HOT updates and fillfactor are not among them: they make updates
 * cheaper, and posts are never updated.
 */
export const scaleOptions = {
  noIndex: {
    name: 'no index',
    idea: 'Writes have only the primary key to maintain. The feed reads and sorts all posts.',
    sql: [],
    code: fixedVariant,
    feedQuery,
  },
  index: {
    name: 'index',
    idea: 'Migration 2: one more entry per post, at the end of the index, and a feed that reads 20 of them.',
    sql: [migration2],
    code: fixedVariant,
    feedQuery,
  },
  cache: {
    name: 'index and one-second cache',
    idea: 'One feed query a second, whatever the number of readers. The feed may be a second old.',
    sql: [migration2],
    code: cachedFeed,
    feedQuery,
  },
  feedTable: {
    name: 'feed table',
    idea: 'The newest posts in a sorted table of about a thousand rows, which triggers keep. Each write is two.',
    sql: [readOption('feed-table/feed-table.sql')],
    code: feedFromTable,
    feedQuery: feedTableQuery,
  },
  partitions: {
    name: 'partitions by month',
    idea: 'Smaller tables, each with an index. Old months can be dropped at once; ids are no longer unique by constraint.',
    sql: [readOption('partitions/partitions.sql')],
    code: fixedVariant,
    feedQuery,
  },
  brin: {
    name: 'BRIN index',
    idea: 'Tiny, and of no use to the feed, because it is not sorted.',
    sql: [readOption('brin/brin.sql')],
    code: fixedVariant,
    feedQuery,
  },
} satisfies Record<string, ScaleOption>;
