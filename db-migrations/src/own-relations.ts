import type pg from 'pg';

/** A table, partition or materialized view of the database's owner. */
export interface OwnRelation {
  /** With its schema, quoted as SQL needs it. */
  name: string;
  /** As in pg_class: a table, a partitioned table, a materialized view. */
  kind: 'r' | 'p' | 'm';
  isPartition: boolean;
}

/** node-pg-migrate's own table holds no data of users. */
const ownRelations = `
SELECT format('%I.%I', nspname, relname) AS name, relkind AS kind,
  relispartition AS "isPartition"
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'm') AND relowner = current_user::regrole AND relpersistence <> 't'
  AND pg_class.oid IS DISTINCT FROM to_regclass('public.pgmigrations')
ORDER BY 1`;

/**
 * Everything of the owner that has rows, wherever somebody's SQL may keep posts. Temporary tables
 * are left out. In alphabetical order, so that locks are always taken in the same one.
 */
export async function findOwnRelations(client: pg.ClientBase): Promise<OwnRelation[]> {
  return (await client.query<OwnRelation>(ownRelations)).rows;
}
