/**
 * An SQL expression that is true if a valid B-tree index on all posts starts with created_at. Its
 * direction does not matter, as a B-tree can be scanned both ways, and a learner's own index may
 * have any name.
 */
export const indexIsValid = `EXISTS (
  SELECT
  FROM pg_index
  JOIN pg_class AS index_class ON index_class.oid = indexrelid
  JOIN pg_am ON pg_am.oid = index_class.relam
  JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
  WHERE indrelid = to_regclass('public.posts') AND attname = 'created_at' AND amname = 'btree' AND indisvalid AND indpred IS NULL
)`;
