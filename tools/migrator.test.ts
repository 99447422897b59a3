// Early: starts a PostgreSQL of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { connect, databaseUrls, withClient } from '../db-migrations/src/database-access.ts';
import { currentMigration } from '../db-migrations/src/migrate.ts';
import { waitFor } from '../db-migrations/src/testing/wait-for.ts';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { startTestServer } from './sandbox/test-server.ts';

// Tests the program in the migrator image. It is not next to the code, because the program uses the
// database with the lab's name, which other tests clone.
let server: Awaited<ReturnType<typeof startTestServer>>;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

/** Starts the migrator as the chart's Job does. */
function startMigrator(to: number, monitorPassword = '') {
  const child = spawn(process.execPath, ['--import', 'tsx', 'db-migrations/src/main.ts', 'migrate'], {
    cwd: projectFolder,
    env: {
      ...process.env,
      DATABASE_HOST: '127.0.0.1',
      DATABASE_PORT: String(server.port),
      SUPERUSER_PASSWORD: server.passwords.superuser,
      OWNER_PASSWORD: server.passwords.owner,
      API_PASSWORD: server.passwords.api,
      MONITOR_PASSWORD: monitorPassword,
      MIGRATE_TO: String(to),
    },
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const ended = once(child, 'close').then(([code]) => ({ code, log }));
  return { log: () => log, stop: () => child.kill('SIGTERM'), ended };
}

test('the migrator logs which session is in the way; when its pod is deleted, it stops without changes', async () => {
  const reader = await connect(server.apiUrl, { application_name: 'psql' });
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await reader.query('SELECT * FROM posts LIMIT 1');
  const blocked = startMigrator(2);
  await waitFor(() => /^waiting for session \d+ \(feed_api, psql\), in an open transaction /m.test(blocked.log()));
  blocked.stop();
  const { code, log } = await blocked.ended;
  assert.equal(code, 1, log);
  assert.equal(await withClient(server.ownerUrl, currentMigration), 1);

  const patient = startMigrator(2);
  await waitFor(() => patient.log().includes('waiting for session'));
  await reader.query('COMMIT');
  assert.match((await patient.ended).log, /^no longer waiting\nthe schema is at migration 2\n$/m);
  await reader.end();
});

test('the migrator updates the password of a role that exists', async () => {
  const passwords = { ...server.passwords, monitor: 'another one' };
  const { code, log } = await startMigrator(2, passwords.monitor).ended;
  assert.equal(code, 0, log);
  const { monitor } = databaseUrls({ host: '127.0.0.1', port: server.port }, passwords);
  await withClient(monitor, (client) => client.query('SELECT query FROM pg_stat_activity'));
});
