import type pg from 'pg';

/** Something in the database that is not the lab's. */
export interface OtherObject {
  /** As people know it, such as `view public.newest`. */
  name: string;
  /** The statement that removes it, or does nothing if it is already gone. */
  removal: string;
}

// Only what the current role may drop. In this order, because an extension or a schema takes its
// members with it, and a cascade may already have dropped a later one.
const otherObjects = `
WITH
members AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
lab_tables AS (
  SELECT oid, relname FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname IN ('users', 'posts', 'pgmigrations')
),
objects (place, kind, name) AS (
  SELECT 1, 'extension', quote_ident(extname) FROM pg_extension WHERE pg_has_role(extowner, 'USAGE')
  UNION ALL
  SELECT 2, 'publication', quote_ident(pubname) FROM pg_publication WHERE pg_has_role(pubowner, 'USAGE')
  UNION ALL
  SELECT 3, 'schema', quote_ident(nspname) FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema') AND pg_has_role(nspowner, 'USAGE')
  UNION ALL
  SELECT 4, 'trigger', format('%I ON %s', tgname, tgrelid::regclass)
  FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN (SELECT oid FROM lab_tables)
  UNION ALL
  SELECT 4, 'rule', format('%I ON %s', rulename, ev_class::regclass)
  FROM pg_rewrite WHERE ev_class IN (SELECT oid FROM lab_tables)
  UNION ALL
  SELECT 4, 'policy', format('%I ON %s', polname, polrelid::regclass)
  FROM pg_policy WHERE polrelid IN (SELECT oid FROM lab_tables)
  UNION ALL
  SELECT 4, 'statistics', format('public.%I', stxname)
  FROM pg_statistic_ext WHERE stxnamespace = 'public'::regnamespace
  UNION ALL
  SELECT 5, CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence'
                         WHEN 'f' THEN 'foreign table' ELSE 'table' END, format('public.%I', relname)
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_has_role(relowner, 'USAGE')
    AND oid NOT IN (SELECT oid FROM lab_tables)
    AND oid NOT IN (SELECT objid FROM members WHERE classid = 'pg_class'::regclass)
    AND NOT EXISTS (SELECT FROM pg_depend
      WHERE relkind = 'S' AND objid = pg_class.oid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i'))
  UNION ALL
  SELECT 6, 'routine', oid::regprocedure::text
  FROM pg_proc
  WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
    AND oid NOT IN (SELECT objid FROM members WHERE classid = 'pg_proc'::regclass)
  UNION ALL
  SELECT 7, 'type', format('public.%I', typname)
  FROM pg_type
  WHERE typnamespace = 'public'::regnamespace AND pg_has_role(typowner, 'USAGE')
    AND (typtype IN ('e', 'd', 'r') OR typrelid IN (SELECT oid FROM pg_class WHERE relkind = 'c'))
    AND oid NOT IN (SELECT objid FROM members WHERE classid = 'pg_type'::regclass)
  UNION ALL
  SELECT 8, 'index', indexrelid::regclass::text
  FROM pg_index JOIN lab_tables ON lab_tables.oid = indrelid
  WHERE relname <> 'posts' AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
)
SELECT format('%s %s', kind, name) AS name, format('DROP %s IF EXISTS %s CASCADE', upper(kind), name) AS removal
FROM objects
ORDER BY place, kind, name`;

const settings = `
SELECT
  format('settings of %s: %s', coalesce('the role ' || rolname, 'the database'), array_to_string(setconfig, ', ')) AS name,
  CASE WHEN rolname IS NULL THEN format('ALTER DATABASE %I RESET ALL', current_database())
       ELSE format('ALTER ROLE %I%s RESET ALL', rolname, ' IN DATABASE ' || quote_ident(datname)) END AS removal
FROM pg_db_role_setting
LEFT JOIN pg_roles ON pg_roles.oid = setrole
LEFT JOIN pg_database ON pg_database.oid = setdatabase
WHERE (setrole = 0 AND datname = current_database())
   OR (rolname = current_user AND (setdatabase = 0 OR datname = current_database()))
ORDER BY 1`;

async function readObjects(client: pg.ClientBase, query: string): Promise<OtherObject[]> {
  return (await client.query<OtherObject>(query)).rows;
}

/**
 * What somebody has created besides the lab's tables: tables, views, triggers, functions, types,
 * schemas, extensions, indexes on tables other than posts. The current search path must contain
 * only public.
 */
export const findOtherObjects = (client: pg.ClientBase): Promise<OtherObject[]> => readObjects(client, otherObjects);

/** The settings that somebody has made for the database or its owner; the lab makes none. */
export const findOtherSettings = (client: pg.ClientBase): Promise<OtherObject[]> => readObjects(client, settings);
