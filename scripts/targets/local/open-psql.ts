import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import { findTool } from '../../lib/run.ts';

/**
 * Opens psql. The password is passed in the environment, because all users can read arguments.
 * @throws {LabError} `tool_missing`, with the address for another client
 */
export async function openPsql(databaseUrl: string): Promise<void> {
  const psql = await findTool('psql');
  if (!psql)
    throw new LabError(
      'tool_missing',
      `psql is not installed. Any other PostgreSQL client will do; the address, with its password, is\n\n  ${databaseUrl}\n`,
      'Get psql: apt install postgresql-client, brew install libpq, or https://www.postgresql.org/download/',
    );
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  // spawn, not run(): psql reads from this terminal.
  const child = spawn(psql, ['-h', hostname, '-p', port, '-U', username, '-d', pathname.slice(1)], {
    stdio: 'inherit',
    env: childEnvironment('psql', { PGPASSWORD: password }),
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
