import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { identify } from '../../lib/process-identity.ts';
import { labFolders } from './folders.ts';
import { localParts } from './parts.ts';

test('if asked, a process that is running but does not answer is told apart from one that does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-parts-'));
  const folders = labFolders(folder);
  // Answers 200, or closes the connection without an answer.
  const program = `let answers = true;
    const server = http.createServer((request, response) => answers ? response.end() : request.destroy());
    server.listen(0, '127.0.0.1', () => process.send(server.address().port));
    process.on('message', () => { answers = false; process.send('done'); });`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  try {
    const [port] = await once(child, 'message');
    writeFileSync(folders.apiProcess, JSON.stringify({ ...identify(child.pid ?? 0), port, variant: 'fixed' }));
    const readState = async (ask: boolean) =>
      (await localParts(folders, { ask })).find(({ name }) => name === 'feed API')?.state;
    assert.equal(await readState(true), 'running');
    child.send('be silent');
    await once(child, 'message');
    assert.equal(await readState(false), 'running');
    assert.equal(await readState(true), 'no answer');
  } finally {
    child.kill();
    rmSync(folder, { recursive: true });
  }
});
