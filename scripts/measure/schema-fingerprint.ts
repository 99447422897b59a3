import type pg from 'pg';

// What decides how a statement runs, as definitions rather than oids, which change when the same
// object is created again. Contents and statistics are left out: they change all the time.
const fingerprintQuery = `
WITH schemas AS (
  SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relations AS (
  SELECT pg_class.* FROM pg_class JOIN schemas ON schemas.oid = relnamespace
), facts AS (
  SELECT concat_ws(' ', 'relation', oid::regclass, relkind, relpersistence, relrowsecurity, reloptions, pg_get_expr(relpartbound, oid)) AS fact
  FROM relations
  UNION ALL
  SELECT concat_ws(' ', 'parent', inhrelid::regclass, inhparent::regclass)
  FROM pg_inherits JOIN relations ON relations.oid = inhrelid
  UNION ALL
  SELECT concat_ws(' ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, attcollation, attgenerated, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN relations ON relations.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid, indisready)
  FROM pg_index JOIN relations ON relations.oid = indexrelid
  UNION ALL
  SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid), convalidated)
  FROM pg_constraint JOIN relations ON relations.oid = conrelid
  UNION ALL
  SELECT concat_ws(' ', 'view', oid::regclass, pg_get_viewdef(oid)) FROM relations WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT concat_ws(' ', 'rule', pg_get_ruledef(pg_rewrite.oid)) FROM pg_rewrite JOIN relations ON relations.oid = ev_class
  UNION ALL
  SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(pg_trigger.oid), tgenabled)
  FROM pg_trigger JOIN relations ON relations.oid = tgrelid WHERE NOT tgisinternal
  UNION ALL
  SELECT concat_ws(' ', 'policy', polrelid::regclass, polname, polcmd, pg_get_expr(polqual, polrelid))
  FROM pg_policy JOIN relations ON relations.oid = polrelid
  UNION ALL
  SELECT concat_ws(' ', 'function', pg_proc.oid::regprocedure, prosrc, pg_get_function_sqlbody(pg_proc.oid), provolatile, proconfig)
  FROM pg_proc JOIN schemas ON schemas.oid = pronamespace
  UNION ALL
  SELECT concat_ws(' ', 'setting', setdatabase > 0, rolname, setconfig)
  FROM pg_db_role_setting LEFT JOIN pg_roles ON pg_roles.oid = setrole
  WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
)
SELECT md5(string_agg(fact, E'\n' ORDER BY fact COLLATE "C")) AS fingerprint FROM facts`;

/**
 * A hash of the schema: tables, indexes, views, triggers, functions, and the settings of roles and
 * databases. It changes if and only if one of these does, so that load tests of different schemas
 * can be told apart. Statistics (ANALYZE) and rows don't change it.
 */
export async function readSchemaFingerprint(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ fingerprint: string }>(fingerprintQuery);
  if (!rows[0]) throw new Error('the fingerprint query returned no row');
  return rows[0].fingerprint;
}
