import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { findableArgs, findProcesses, listFromProc, listFromPs } from './find-processes.ts';

const lists = process.platform === 'linux' ? [listFromProc, listFromPs] : [listFromPs];
const folder = mkdtempSync(join(tmpdir(), "feed-lab it's a folder-"));
const script = join(folder, 'server.js');
const otherScript = join(folder, 'other.js');
for (const file of [script, otherScript]) writeFileSync(file, 'process.stdin.resume(); console.log("ready");');

after(() => rmSync(folder, { recursive: true }));

async function start(program: string, args: string[]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}

test('a process is found by its script and its port; another script, a shell, or a search for it is not', async () => {
  const args = findableArgs([script], 3000);
  const strangers = [
    await start(process.execPath, findableArgs([otherScript], 3000)),
    await start(process.execPath, [script]),
    await start('sh', ['-c', 'echo ready; read line', process.execPath, ...args]),
    await start(process.execPath, ['-e', 'process.stdin.resume(); console.log("ready")', process.execPath, ...args]),
  ];
  for (const list of lists) assert.deepEqual(findProcesses([script], list()), []);
  const ours = await start(process.execPath, args);
  for (const list of lists)
    assert.deepEqual(
      findProcesses([script], list()).map(({ pid, port }) => ({ pid, port })),
      [{ pid: ours.pid, port: 3000 }],
    );
  for (const child of [ours, ...strangers]) {
    child.stdin.end();
    await once(child, 'exit');
  }
  for (const list of lists) assert.deepEqual(findProcesses([script], list()), []);
});
