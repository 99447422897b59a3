import pg from 'pg';
import { deleteRows } from './delete-rows.ts';
import { findOwnRelations } from './own-relations.ts';

// What a learner's triggers and views have kept of verify's posts, in tables other than the lab's.

/** How to recognize verify's posts. */
interface PostMarks {
  prefix: string;
  userId: number;
  /** The ids of those that exist, or existed a moment ago. */
  ids: number[];
  /**
   * The highest id before verify began. Larger ids that have been assigned since, and have no post,
   * were those of deleted ones.
   */
  lastId: number | undefined;
}

const lastAssigned = `coalesce(pg_sequence_last_value(pg_get_serial_sequence('public.posts', 'id')::regclass), 0)`;

interface TraceColumn {
  table: string;
  column: string;
  /** What it holds: text, or the id of a post or of a user. */
  holds: 'text' | 'post' | 'user';
  isView: boolean;
}

// A column refers to posts by its foreign key or by its name.
const traceColumns = `
WITH columns AS (
  SELECT format('%I.%I', nspname, relname) AS table, quote_ident(attname) AS column, relkind = 'm' AS "isView",
    CASE
      WHEN atttypid IN ('text'::regtype, 'varchar'::regtype) THEN 'text'
      WHEN atttypid NOT IN ('integer'::regtype, 'bigint'::regtype) THEN NULL
      WHEN confrelid = to_regclass('public.posts') OR attname = 'post_id' THEN 'post'
      WHEN confrelid = to_regclass('public.users') OR attname = 'user_id' THEN 'user'
    END AS holds
  FROM pg_attribute
  JOIN pg_class ON pg_class.oid = attrelid
  JOIN pg_namespace ON pg_namespace.oid = relnamespace
  LEFT JOIN pg_constraint ON contype = 'f' AND conrelid = attrelid AND conkey = ARRAY[attnum]
  WHERE relispopulated AND attnum > 0 AND NOT attisdropped
)
SELECT DISTINCT * FROM columns WHERE holds IS NOT NULL AND "table" = ANY ($1) ORDER BY "table", "column"`;

/** The tables and materialized views of the owner other than the lab's. */
async function findOtherTables(client: pg.ClientBase): Promise<string[]> {
  const relations = await findOwnRelations(client);
  const names = relations.filter(({ isPartition }) => !isPartition).map(({ name }) => name);
  return names.filter((name) => name !== 'public.posts' && name !== 'public.users');
}

function conditionFor(
  { table, column: name, holds }: TraceColumn,
  { prefix, userId, ids, lastId }: PostMarks,
): { condition: string; values: unknown[] } {
  // A bare name would be the column of posts in the subquery.
  const column = `${table}.${name}`;
  if (holds === 'text') return { condition: `starts_with(${column}, $1)`, values: [prefix] };
  if (holds === 'user') return { condition: `${column} = $1`, values: [userId] };
  const isDeleted = `${column} > $2 AND ${column} <= ${lastAssigned} AND NOT EXISTS (SELECT FROM public.posts WHERE posts.id = ${column})`;
  return lastId === undefined
    ? { condition: `${column} = ANY ($1::bigint[])`, values: [ids] }
    : { condition: `(${column} = ANY ($1::bigint[]) OR ${isDeleted})`, values: [ids, lastId] };
}

/**
 * Deletes rows that contain verify's text or refer to its posts or its user, and refreshes
 * materialized views that do.
 */
export async function deleteTraces(client: pg.ClientBase, marks: PostMarks): Promise<void> {
  const { rows } = await client.query<TraceColumn>(traceColumns, [await findOtherTables(client)]);
  for (const trace of rows) {
    const { condition, values } = conditionFor(trace, marks);
    if (!trace.isView) await deleteRows(client, trace.table, condition, values);
    else if ((await client.query(`SELECT FROM ${trace.table} WHERE ${condition} LIMIT 1`, values)).rowCount)
      await client.query(`REFRESH MATERIALIZED VIEW ${trace.table}`);
  }
}

/** Counts the rows of each of these tables; those that cannot be read are left out. */
export async function countRows(client: pg.ClientBase): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const name of await findOtherTables(client)) {
    const counted = client.query<{ count: number }>(`SELECT count(*)::float8 AS count FROM ${name}`);
    const rows = await counted.then(
      (result) => result.rows,
      (error) => {
        if (!(error instanceof pg.DatabaseError)) throw error;
        return [];
      },
    );
    if (rows[0]) counts.set(name, rows[0].count);
  }
  return counts;
}
