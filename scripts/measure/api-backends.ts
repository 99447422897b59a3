import type pg from 'pg';
import { programs } from '../../db-migrations/src/names.ts';

/**
 * The rows of pg_stat_activity that are the API's, without those of what people and the lab run;
 * $1 is `otherPrograms`. The role does not tell: a pooler in front of the database may log in as
 * somebody else.
 */
export const apiBackends = `
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
  AND application_name <> ALL ($1)`;

export const otherPrograms: string[] = ['psql', ...Object.values(programs)];

/** In a transaction, pg_stat_activity would otherwise stay as it was when it was first read. */
export const lookAgain = (client: pg.ClientBase) => client.query('SELECT pg_stat_clear_snapshot()');
