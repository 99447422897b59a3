import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runStatement } from '../../../db-migrations/src/testing/test-database.ts';
import { findFreePort } from '../../lib/ports.ts';
import { type PostgresServer, postgresState, startPostgres, stopPostgres } from './postgres-server.ts';
import { readPostmaster } from './postmaster.ts';

// The folders are created with a strict umask, and their names contain shell commands.
process.umask(0o077);
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-postgres-'));
chmodSync(folder, 0o755);
const server: PostgresServer = {
  dataFolder: join(folder, 'a "$(echo executed >&2)" `echo executed >&2` $HOME \'ü', 'postgres', 'data'),
  logFile: join(folder, 'postgres.log'),
  port: await findFreePort(),
  superuserPassword: 'secret',
};
const adminUrl = `postgres://postgres:secret@127.0.0.1:${server.port}/postgres`;
const isReachable = () =>
  runStatement(adminUrl, 'SELECT 1').then(
    () => true,
    () => false,
  );

after(async () => {
  await stopPostgres(server, 'immediate');
  rmSync(folder, { recursive: true });
});

test('a server starts and stops in a folder whose name contains shell commands, with a strict umask', async () => {
  writeFileSync(server.logFile, '');
  // Larger than what Node.js reads at once; it is renamed.
  truncateSync(server.logFile, 3 * 2 ** 30);
  await startPostgres(server);
  assert.deepEqual(postgresState(server.dataFolder), { state: 'running', port: server.port });
  assert.ok(await isReachable());
  await stopPostgres(server);
  assert.deepEqual(postgresState(server.dataFolder), { state: 'stopped' });
  assert.ok(!(await isReachable()));
  assert.ok(statSync(server.logFile).size < 2 ** 20);
});

test('after an immediate stop and after a crash, the server recovers', async () => {
  await startPostgres(server);
  await stopPostgres(server, 'immediate');
  await startPostgres(server);
  process.kill(readPostmaster(server.dataFolder)?.pid ?? 0, 'SIGKILL');
  while (postgresState(server.dataFolder).state === 'running') await new Promise(setImmediate);
  assert.equal(postgresState(server.dataFolder).state, 'crashed');
  await startPostgres(server);
  assert.ok(await isReachable());
  await stopPostgres(server);
});

test('a server is found, stopped and started again when its postmaster.pid is damaged or deleted', async () => {
  const record = join(server.dataFolder, 'postmaster.pid');
  for (const damage of [() => truncateSync(record), () => writeFileSync(record, 'x\n'), () => rmSync(record)]) {
    await startPostgres(server);
    const pid = readPostmaster(server.dataFolder)?.pid;
    damage();
    assert.deepEqual(postgresState(server.dataFolder), { state: 'running', port: server.port });
    // It would shut itself down within a minute.
    await startPostgres(server);
    assert.notEqual(readPostmaster(server.dataFolder)?.pid, pid);
    assert.ok(await isReachable());
    damage();
    await stopPostgres(server);
    assert.deepEqual(postgresState(server.dataFolder), { state: 'stopped' });
    assert.ok(!(await isReachable()));
  }
});

test('a damaged postmaster.pid of a server that has ended does not keep the next one from starting', async () => {
  for (const content of ['', 'x\n']) {
    writeFileSync(join(server.dataFolder, 'postmaster.pid'), content);
    assert.equal(postgresState(server.dataFolder).state, 'crashed');
    await startPostgres(server);
    await stopPostgres(server);
  }
});

test('a server that cannot start is reported with the last lines of its log', async () => {
  const stranger = createServer().listen(server.port, '127.0.0.1');
  try {
    await assert.rejects(startPostgres(server), {
      code: 'postgres_start',
      message: /^PostgreSQL did not start:\n(.*\n)*.*could not create any TCP\/IP sockets/,
      whatToDo: `The full log is in ${server.logFile}.`,
    });
  } finally {
    stranger.close();
  }
  assert.deepEqual(postgresState(server.dataFolder), { state: 'stopped' });
});
