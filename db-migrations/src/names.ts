export const databaseName = 'feed';
/** Owns the tables, migrates and seeds. */
export const ownerRole = 'feed_owner';
/** Reads and adds rows. */
export const apiRole = 'feed_api';
/** Reads PostgreSQL's statistics, but no tables. */
export const monitorRole = 'feed_monitor';
/** PostgreSQL's superuser, which only creates the roles and the database. */
export const superuser = 'postgres';
