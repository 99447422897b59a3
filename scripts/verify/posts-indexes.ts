import type pg from 'pg';
import type { PostsIndex } from './evidence.ts';

// An index of a partition that belongs to an index of the partitioned table is left out: it has
// the same order, and the other one is valid only if all of its parts are.
const postsIndexes = `
WITH posts AS (
  SELECT to_regclass('public.posts')::oid AS relid
  UNION
  SELECT relid FROM pg_partition_tree('public.posts')
)
SELECT
  indexrelid::regclass::text AS name,
  indisvalid AS valid,
  pg_get_indexdef(indexrelid) AS definition,
  amname AS method,
  coalesce(pg_index_column_has_property(indexrelid, 1, 'orderable'), false) AS ordered,
  pg_get_indexdef(indexrelid, 1, false) AS "firstKey",
  indkey[0] = 0 AS "isExpression",
  coalesce(pg_index_column_has_property(indexrelid, 1, 'desc'), false) AS descending,
  coalesce(pg_index_column_has_property(indexrelid, 1, 'nulls_first'), false) AS "nullsFirst",
  opcdefault AND indcollation[0] = coalesce(attcollation, indcollation[0]) AS "sortsAsUsual",
  pg_get_expr(indpred, indrelid) AS predicate
FROM pg_index
JOIN posts ON posts.relid = indrelid
JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_am ON pg_am.oid = relam
JOIN pg_opclass ON pg_opclass.oid = indclass[0]
LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] AND attnum > 0
WHERE NOT relispartition AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY 1`;

/** Every index on posts and its partitions except for those of their constraints. */
export async function readPostsIndexes(client: pg.ClientBase): Promise<PostsIndex[]> {
  return (await client.query<PostsIndex>(postsIndexes)).rows;
}
