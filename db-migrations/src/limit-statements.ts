import pg from 'pg';

/** A statement of verify may take this long, or as many scans of posts, if that is longer. */
const minStatementMs = 10_000;
const maxScans = 20;
/** Below the limit of five minutes that the lab's own connections have. */
const maxStatementMs = 4 * 60_000;

// Plans of verify's writes have no parallel workers.
const scan = `SET LOCAL max_parallel_workers_per_gather = 0; SELECT FROM public.posts WHERE content = ''`;

/**
 * Limits how long somebody else's lock or trigger can hold verify up: ten seconds per
 * statement, or twenty scans of posts if that is longer, so that a large table can still be read.
 */
export async function limitStatements(client: pg.ClientBase): Promise<void> {
  await client.query(`SET lock_timeout = '5s'; SET statement_timeout = ${maxStatementMs}`);
  const startedAt = performance.now();
  // Tables that cannot be read have no scans to allow for; what needs them will fail by itself.
  await client.query(scan).catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
  const scansMs = maxScans * Math.ceil(performance.now() - startedAt);
  const limitMs = Math.min(Math.max(minStatementMs, scansMs), maxStatementMs);
  await client.query(`SET statement_timeout = ${limitMs}`);
}
