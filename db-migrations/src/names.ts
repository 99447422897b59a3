export const databaseName = 'feed';
/** Owns the tables, migrates and seeds. */
export const ownerRole = 'feed_owner';
/** Reads and adds rows. */
export const apiRole = 'feed_api';
/** Reads PostgreSQL's statistics, but no tables. */
export const monitorRole = 'feed_monitor';
/** What the lab's own sessions are called in pg_stat_activity (application_name). */
export const programs = { lab: 'feed-lab', migrate: 'feed-migrate', seed: 'feed-seed', verify: 'feed-verify' } as const;
/** PostgreSQL's superuser, which only creates the roles and the database. */
export const superuser = 'postgres';
