import type pg from 'pg';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { findScan, type PlanNode } from '../../measure/explain-feed.ts';
import { feedLength } from '../../scenario/story.ts';
import { onlyRow } from '../only-row.ts';

/** The pages that the feed query will touch, in parts. A part that the plan has no use for is 0. */
export interface PagePrediction {
  /** A sequential scan of posts. */
  tablePages: number;
  /** The index, from its root to the leaf with the newest entries. */
  treePages: number;
  /** The pages of posts that the newest ones are on. */
  feedPages: number;
  /** The join with users. */
  usersPages: number;
}

export const predictedTotal = ({ tablePages, treePages, feedPages, usersPages }: PagePrediction): number =>
  tablePages + treePages + feedPages + usersPages;

interface Catalog {
  postsPages: number;
  usersPages: number;
  /** From the root to the leaves. */
  usersLevels: number;
}

/** Sizes from the catalog, and the heights of the trees from their first pages (pageinspect). */
const readCatalog = `
SELECT
  (pg_relation_size('posts') / page.bytes)::integer AS "postsPages",
  (pg_relation_size('users') / page.bytes)::integer AS "usersPages",
  (SELECT fastlevel + 1 FROM bt_metap('users_pkey'))::integer AS "usersLevels"
FROM (SELECT current_setting('block_size')::integer AS bytes) AS page`;
const readIndexLevels = 'SELECT (fastlevel + 1)::integer AS levels FROM bt_metap($1)';

interface Newest {
  feedPages: number;
  authors: number;
}

/**
 * Where the newest posts are. By id, with which created_at rises in the seed, so that no index on
 * created_at is needed. A ctid is (page, position in it).
 */
const readNewest = `
WITH newest AS (
  SELECT user_id, (ctid::text::point)[0] AS page, lag((ctid::text::point)[0]) OVER (ORDER BY id DESC) AS previous
  FROM posts WHERE id > (SELECT max(id) FROM posts) - ${feedLength}
)
SELECT
  (count(*) FILTER (WHERE page IS DISTINCT FROM previous))::integer AS "feedPages",
  count(DISTINCT user_id)::integer AS authors
FROM newest`;

const typesIn = (node: PlanNode): string[] => [node['Node Type'], ...(node.Plans ?? []).flatMap(typesIn)];

/** How PostgreSQL will execute the feed query: EXPLAIN alone executes nothing. */
async function planFeed(client: pg.Client) {
  const explain = `EXPLAIN (FORMAT JSON) ${feedQuery}`;
  const { 'QUERY PLAN': output } = await onlyRow<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(client, explain);
  const types = typesIn(output[0].Plan);
  const scan = findScan(output[0].Plan, 'posts');
  const joins = ['Hash Join', 'Memoize', 'Nested Loop'] as const;
  const join = joins.find((type) => types.includes(type));
  const isKnown = scan?.['Node Type'] === 'Index Scan' || (scan?.['Node Type'] === 'Seq Scan' && join === 'Hash Join');
  if (!join || !isKnown) throw new Error(`there is no formula for this plan: ${types.join(', ')}`);
  return { index: scan['Index Name'], join };
}

/**
 * Predicts how many pages the feed query will touch, before it is executed.
 *
 * Without the index: all pages of posts (pg_relation_size / block_size), and all pages of users,
 * from which the hash table for the join is built.
 *
 * With the index: a page for each level of its tree; one leaf is enough, because it has some 366
 * entries. Then the pages of the newest posts: a run of posts on one page is one visit, because the
 * scan keeps its page (heapam_index_fetch_tuple). Then the levels of users_pkey and a page of
 * users for each lookup: Memoize looks each author up once.
 *
 * What is not in the sum: the metapage, which only the planner reads (_bt_getrootheight); the
 * visibility map, which only an index-only scan and VACUUM read; and a parallel scan, because the
 * lab's server has no parallel workers. The cache changes where pages are read from, not how many.
 * (PostgreSQL 17: nbtsearch.c, heapam_handler.c, nodeMemoize.c)
 */
export async function predictPages(client: pg.Client): Promise<PagePrediction> {
  const { index, join } = await planFeed(client);
  const { postsPages, usersPages, usersLevels } = await onlyRow<Catalog>(client, readCatalog);
  const { feedPages, authors } = await onlyRow<Newest>(client, readNewest);
  const lookups = join === 'Memoize' ? authors : feedLength;
  const ofUsers = join === 'Hash Join' ? usersPages : lookups * (usersLevels + 1);
  if (!index) return { tablePages: postsPages, treePages: 0, feedPages: 0, usersPages: ofUsers };
  const { levels } = await onlyRow<{ levels: number }>(client, readIndexLevels, [index]);
  return { tablePages: 0, treePages: levels, feedPages, usersPages: ofUsers };
}
