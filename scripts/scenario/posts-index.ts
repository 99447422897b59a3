/**
 * SQL: whether there is a valid index that has all posts in the order of created_at, up or down: a B-tree is walked in both
 * directions. Whatever it is called: a learner's own counts.
 */
export const indexIsValid = `EXISTS (
  SELECT
  FROM pg_index
  JOIN pg_class AS index_class ON index_class.oid = indexrelid
  JOIN pg_am ON pg_am.oid = index_class.relam
  JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
  WHERE indrelid = to_regclass('public.posts') AND attname = 'created_at' AND amname = 'btree' AND indisvalid AND indpred IS NULL
)`;
