/** The names of the database and of its roles: the owner migrates and seeds, the API reads and writes rows. */
export const databaseName = 'feed';
export const ownerRole = 'feed_owner';
export const apiRole = 'feed_api';
/** Reads PostgreSQL's statistics, and none of the tables. */
export const monitorRole = 'feed_monitor';
/** PostgreSQL's own superuser. It makes the roles, and is used for nothing else. */
export const superuser = 'postgres';
