// Timed: measures how late a timer is.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFolder } from '../lib/project-folder.ts';
import { watchPauses } from './watch-pauses.ts';

test('a process that was stopped measures how long the pause was', async () => {
  // A process of its own, because this one has to stop and continue it.
  const program = `
    import { once } from 'node:events';
    import { watchPauses } from './scripts/measure/watch-pauses.ts';
    const { pausesSeconds } = await watchPauses(() => {
      console.log('watching');
      return once(process.stdin.resume(), 'end');
    });
    console.log(JSON.stringify(pausesSeconds));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: projectFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  child.kill('SIGSTOP');
  await wait(3000);
  child.kill('SIGCONT');
  child.stdin.end();
  const [text] = (await once(lines, 'line')) as [string];
  const pauses = JSON.parse(text) as number[];
  assert.equal(pauses.length, 1, text);
  assert.ok(Math.abs((pauses[0] ?? 0) - 3) < 0.5, text);
});

test('a busy machine is not mistaken for one that slept', async () => {
  const busy = Array.from({ length: 16 }, () => spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }));
  const { pausesSeconds } = await watchPauses(() => wait(3000)).finally(() => {
    for (const child of busy) child.kill('SIGKILL');
  });
  assert.deepEqual(pausesSeconds, []);
});
