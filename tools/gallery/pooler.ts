import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { findFreePort } from '../../scripts/lib/ports.ts';
import { findTool } from '../../scripts/lib/run.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { findPostgres } from '../../scripts/targets/local/postgres-binaries.ts';
import { choosePostgresUser } from '../../scripts/targets/local/postgres-user.ts';
import type { Fix } from './fix.ts';
import { type PoolerSettings, poolerSettings, poolerUsers, usualPoolerAddress } from './pooler-settings.ts';

const startTimeoutMs = 10_000;
const stopTimeoutMs = 5000;

/** The path of PgBouncer; undefined if it is not installed. */
export const findPgBouncer = () => findTool('pgbouncer');

/**
 * Starts PgBouncer on a free port of 127.0.0.1, in front of the database that `apiUrl` connects to.
 * Resolves when a query has gone through it.
 */
export async function startPooler(settings: PoolerSettings, apiUrl: string) {
  const program = await findPgBouncer();
  if (!program) throw new Error('PgBouncer is not installed');
  // Like PostgreSQL, it refuses to run as root.
  const user = await choosePostgresUser(await findPostgres(), tmpdir());
  // The folder is closed to others: it contains the API's password.
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pooler-'));
  const file = (name: string) => join(folder, name);
  const port = await findFreePort();
  writeFileSync(file('users.txt'), poolerUsers(apiUrl));
  writeFileSync(file('pgbouncer.ini'), poolerSettings(apiUrl, { port, authFile: file('users.txt') }, settings));
  if ('uid' in user)
    for (const path of [folder, file('users.txt'), file('pgbouncer.ini')]) chownSync(path, user.uid, user.gid);
  const log = openSync(file('log'), 'a');
  // spawn, not run(), because it runs as another user, and until it is stopped.
  const child = spawn(program, [file('pgbouncer.ini')], {
    ...user,
    cwd: '/',
    env: childEnvironment('program'),
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = once(child, 'exit');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  /** Ends PgBouncer and all its connections. */
  async function stop(): Promise<void> {
    // PgBouncer: SIGTERM is an immediate shutdown.
    child.kill('SIGTERM');
    if (!(await waitUntil(hasEnded, { timeoutMs: stopTimeoutMs }))) child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }

  await once(child, 'spawn');
  const url = new URL(apiUrl);
  url.host = `127.0.0.1:${port}`;
  const answers = () => withClient(url.href, (client) => client.query('SELECT 1')).then(Boolean, () => false);
  await waitUntil(async () => hasEnded() || (await answers()), { timeoutMs: startTimeoutMs });
  if (hasEnded() || !(await answers())) {
    const said = readFileSync(file('log'), 'utf8').trim();
    await stop();
    throw new Error(`PgBouncer did not start:\n${said}`);
  }
  return { url: url.href, address: url.host, stop };
}

/**
 * Runs `work` while the pooler of a fix is running. `work` gets the fix with the address of that
 * pooler in its code; a fix without a pooler is passed on as it is.
 */
export async function withPooler<Result>(
  fix: Fix,
  apiUrl: () => string,
  work: (fix: Fix) => Promise<Result>,
): Promise<Result> {
  if (!fix.pooler) return work(fix);
  const pooler = await startPooler(fix.pooler, apiUrl());
  try {
    return await work({ ...fix, mine: fix.mine?.replaceAll(usualPoolerAddress, pooler.address) ?? '' });
  } finally {
    await pooler.stop();
  }
}
