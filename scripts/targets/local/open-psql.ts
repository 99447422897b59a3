import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../lib/child-environment.ts';
import { findTool } from '../../lib/run.ts';
import { openSqlPrompt } from './sql-prompt.ts';

/**
 * Opens psql, or a simple prompt where psql is not installed. The password is passed in the
 * environment, because all users can read arguments.
 */
export async function openPsql(databaseUrl: string): Promise<void> {
  const psql = await findTool('psql');
  if (!psql) {
    console.error('psql was not found. This is a simple prompt instead: it runs SQL, and \\q ends it.');
    return openSqlPrompt(databaseUrl);
  }
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  // Without its pager, a long plan does not need a key to get back to the prompt.
  const options = ['-h', hostname, '-p', port, '-U', username, '-d', pathname.slice(1), '--pset=pager=off'];
  // spawn, not run(): psql reads from this terminal.
  const child = spawn(psql, options, { stdio: 'inherit', env: childEnvironment('psql', { PGPASSWORD: password }) });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
