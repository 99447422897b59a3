import type pg from 'pg';

interface ForeignKey {
  name: string;
  definition: string;
}

/** Not those of partitioned tables, which PostgreSQL 17 cannot add without checking all rows. */
const foreignKeys = `
SELECT quote_ident(conname) AS name, regexp_replace(pg_get_constraintdef(pg_constraint.oid), ' NOT VALID$', '') AS definition
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
WHERE conrelid = to_regclass('posts') AND contype = 'f' AND relkind = 'r' AND NOT relispartition
ORDER BY conname`;

const uncheckedKeys = `
SELECT quote_ident(conname) AS name FROM pg_constraint
WHERE conrelid = to_regclass('posts') AND contype = 'f' AND NOT convalidated ORDER BY conname`;

/**
 * Runs `insert` without the foreign keys of posts, which take more time per row than all the rest
 * of an INSERT. They exist again before the transaction ends, and apply to every row that others
 * write, but the inserted rows are unchecked until checkForeignKeys(). Call it in a transaction in
 * which the table is locked.
 */
export async function withoutForeignKeys(client: pg.ClientBase, insert: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<ForeignKey>(foreignKeys);
  for (const { name } of rows) await client.query(`ALTER TABLE posts DROP CONSTRAINT ${name}`);
  await insert();
  for (const { name, definition } of rows)
    await client.query(`ALTER TABLE posts ADD CONSTRAINT ${name} ${definition} NOT VALID`);
}

/** Checks all rows of posts at once. Neither reads nor writes have to wait. */
export async function checkForeignKeys(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<Pick<ForeignKey, 'name'>>(uncheckedKeys);
  for (const { name } of rows) await client.query(`ALTER TABLE posts VALIDATE CONSTRAINT ${name}`);
}
