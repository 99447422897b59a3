import { defaultSeed } from '../../../db-migrations/src/seed.ts';
import { formatCount } from '../../../scripts/lib/format.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { storyDurationSeconds, storyUsers } from '../../../scripts/scenario/story.ts';

/** A setting of the app's pools, from the source: it is a literal there because pages quote it. */
function readPoolSetting(variant: 'pool-per-request' | 'shared-pool', setting: string): number {
  const source = readText(new URL(`../../../app/src/database/${variant}.ts`, import.meta.url));
  const [, value] = new RegExp(`\\b${setting}: (\\d+)`).exec(source) ?? [];
  if (!value) throw new Error(`app/src/database/${variant}.ts sets no ${setting}`);
  return Number(value);
}

export const sharedPoolSize = readPoolSetting('shared-pool', 'max');
export const requestPoolLimitMs = readPoolSetting('pool-per-request', 'connectionTimeoutMillis');
const sharedPoolLimitMs = readPoolSetting('shared-pool', 'connectionTimeoutMillis');

/** Numbers that are set, not measured: the only ones that may be typed into a page. */
export const scenarioConstants: string[] = [
  `${formatCount(requestPoolLimitMs)} ms`,
  `${formatCount(sharedPoolLimitMs)} ms`,
  `${storyUsers} users`,
  `${storyDurationSeconds} s`,
  `${storyDurationSeconds} seconds`,
  `${formatCount(defaultSeed.posts)} posts`,
  // The length of a feed: LIMIT 20 in app/src/routes/feed-query.ts.
  '20 posts',
  '20 rows',
  // The sizes that the questions are about.
  '1,000,000 posts',
  '10 million posts',
  '10,000 times',
  '10,000 rows per second',
  // Of the rates in the method of the experiment writes, the lowest.
  '1,000 rows per second',
  // Numbers in the methods of the experiments.
  '10 s',
  '5,000 posts',
  '70 s',
  // PostgreSQL's defaults.
  '100 connections',
  '8 KiB',
  // Memory to have ready: enough anywhere.
  '1 GiB',
  '5 GiB',
  '8 GiB',
];
