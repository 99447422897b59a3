import { feedLength } from '../scenario/story.ts';
import type { Evidence, PostsIndex } from './evidence.ts';

/** The column by which the story's feed is sorted; a learner's query may add others. */
const sortColumn = 'created_at';

/** Where NULLs go in a sort relative to the direction: ORDER BY … DESC puts them first. */
interface SortOrder {
  descending: boolean;
  nullsFirst: boolean;
}

/** The order that the plan sorts by, such as "posts.created_at DESC NULLS LAST". */
const sortKeyIn = (lines: string[]): string | undefined => /^[ >-]*Sort Key: (.+)$/m.exec(lines.join('\n'))?.[1];

/** The order of the first column of a sort key, which names only what is not the default. */
function orderOf(sortKey = `${sortColumn} DESC`): SortOrder {
  const [first = ''] = sortKey.split(', ');
  const descending = / DESC\b/.test(first);
  return { descending, nullsFirst: / NULLS (FIRST|LAST)/.exec(first)?.[1]?.includes('FIRST') ?? descending };
}

/** A B-tree can be read in both directions; backward, its NULLs are at the other end. */
function agree(index: SortOrder, sort: SortOrder): boolean {
  return (index.descending === index.nullsFirst) === (sort.descending === sort.nullsFirst);
}

/** Why an index on the right column does not put the newest posts first; undefined if it does. */
function orderProblem(index: PostsIndex, sortKey: string | undefined): string | undefined {
  const { name, method, ordered, predicate, sortsAsUsual, definition } = index;
  if (!ordered)
    return `${name} is an index of type ${method}. What does that type store, and can rows be read from it in order, one after another? \`SELECT pg_index_column_has_property('${name}', 1, 'orderable')\` tells you whether PostgreSQL can read it in order.`;
  if (!sortsAsUsual)
    return `${name} compares values differently than ORDER BY does: ${definition}. Which operator class and collation does the feed’s ORDER BY use?`;
  if (!agree(index, orderOf(sortKey)))
    return `${name} is on the column by which the feed is sorted, but in an order that ORDER BY does not ask for, read forward or backward. Where does the index put NULLs, and where does ORDER BY? The planner compares the two orders even if there are no NULLs.`;
  if (predicate !== null)
    return `${name} holds only some of the posts: ${definition}. Can the database be sure that the newest ${feedLength} are among them?`;
  return undefined;
}

/** Why no index helps the feed: explains the one that comes closest. */
function hintForUnused(indexes: PostsIndex[], sortKey: string | undefined): string {
  const onColumn = indexes.filter(({ firstKey }) => firstKey === sortColumn);
  const inOrder = onColumn.find((index) => orderProblem(index, sortKey) === undefined);
  if (inOrder)
    return `${inOrder.name} is there, but the feed’s query does not use it to find its first ${feedLength} rows. ${sortKey ? `The query sorts by ${sortKey}: is` : 'Is'} that exactly the order of the index, in every column?`;
  const [nearest] = onColumn;
  const problem = nearest && orderProblem(nearest, sortKey);
  if (problem) return problem;
  const mentions = (text: string) => new RegExp(`\\b${sortColumn}\\b`).test(text);
  const onExpression = indexes.find(({ isExpression, firstKey }) => isExpression && mentions(firstKey));
  if (onExpression)
    return `${onExpression.name} keeps ${onExpression.firstKey} in order, and serves a query that asks for that very expression. Is it what the feed’s ORDER BY asks for?`;
  const among = indexes.find(({ definition }) => mentions(definition.replace(/ WHERE .*/, '')));
  if (among)
    return `${among.name} is in the order of ${among.firstKey}: ${among.definition}. Where in it are the newest posts: side by side, or spread all over it?`;
  const existing = indexes.map(({ name, firstKey }) => `${name} (${firstKey})`).join(', ');
  return `None of the indexes on posts helps the feed: ${existing}. Which column does the feed sort its posts by?`;
}

/**
 * What is wrong with the indexes on posts, as a question, if the feed reads too many rows or an
 * index is INVALID. It does not say which index would be right.
 * @param planReadsFew whether the query in the checkout would read few rows
 */
export function hintForIndexes({ indexes, plan }: Pick<Evidence, 'indexes' | 'plan'>, planReadsFew: boolean): string {
  const invalid = indexes.find(({ valid }) => !valid);
  if (invalid)
    return `${invalid.name} exists, but no query can use it. What does pg_index say about it (indisvalid), and how did the statement that built it end?`;
  if (planReadsFew)
    return 'The query in app/src/routes/feed-query.ts would read few rows, but the API reads many. Does it run that query, and is it the only one that it runs for a feed?';
  if (indexes.length > 0) return hintForUnused(indexes, sortKeyIn(plan.lines ?? []));
  if (plan.index) return `The plan reads all of ${plan.index}. Is that index in the order of the feed?`;
  return `To find the ${feedLength} newest posts, how many does the database read at the moment? \`make explain\` shows it.`;
}
