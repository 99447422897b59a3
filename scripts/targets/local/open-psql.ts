import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Report } from '../../lib/report.ts';
import { findTool } from '../../lib/run.ts';

/** Opens psql when it is installed, else says the address and how to get psql. The password is not among psql's arguments. */
export async function openPsql(databaseUrl: string, report: Report): Promise<void> {
  const psql = await findTool('psql');
  if (!psql) {
    report.say(
      `psql is not installed; any PostgreSQL client will do. The address, with its password, is\n\n  ${databaseUrl}\n`,
    );
    report.say('psql: apt install postgresql-client, brew install libpq, or https://www.postgresql.org/download/');
    return;
  }
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const child = spawn(psql, ['-h', hostname, '-p', port, '-U', username, '-d', pathname.slice(1)], {
    stdio: 'inherit',
    env: { ...process.env, PGPASSWORD: password },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
