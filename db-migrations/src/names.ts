/** The owner role migrates and seeds; the API's role reads and adds rows. */
export const databaseName = 'feed';
export const ownerRole = 'feed_owner';
export const apiRole = 'feed_api';
/** Reads PostgreSQL's statistics, and no tables. */
export const monitorRole = 'feed_monitor';
/** PostgreSQL's superuser, which only creates the roles and the database. */
export const superuser = 'postgres';
