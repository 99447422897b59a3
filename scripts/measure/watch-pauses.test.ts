// Alone: measures how late a timer is, also while every core is busy.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { projectFolder } from '../lib/project-folder.ts';
import { autocannonEngine } from '../load/autocannon.ts';
import { interruptionOf } from '../results/interruption.ts';
import { watchPauses } from './watch-pauses.ts';

test('a process that was stopped measures how long the pause was', async () => {
  // A process of its own, because this one has to stop and continue it.
  const program = `
    import { once } from 'node:events';
    import { watchPauses } from './scripts/measure/watch-pauses.ts';
    const { pauses } = await watchPauses(() => {
      console.log('watching');
      return once(process.stdin.resume(), 'end');
    });
    console.log(JSON.stringify(pauses.ownSeconds));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    cwd: projectFolder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  await once(lines, 'line');
  const stoppedAtMs = performance.now();
  child.kill('SIGSTOP');
  await wait(3000);
  child.kill('SIGCONT');
  const stoppedSeconds = (performance.now() - stoppedAtMs) / 1000;
  child.stdin.end();
  const [text] = (await once(lines, 'line')) as [string];
  const pauses = JSON.parse(text) as number[];
  assert.equal(pauses.length, 1, text);
  assert.ok(Math.abs((pauses[0] ?? 0) - stoppedSeconds) < 1, `${text}, stopped for ${stoppedSeconds} s`);
});

const server = createServer((_request, response) => response.end('[]'));
before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
after(() => {
  server.close();
  server.closeAllConnections();
});

/** Runs autocannon for four seconds. */
async function runLoad(onProgress: () => void) {
  const { port } = server.address() as AddressInfo;
  const plan = { url: `http://127.0.0.1:${port}`, users: 10, durationSeconds: 4, ratePerSecond: 100 };
  const run = (heard: () => void) => {
    const onEngineProgress = () => {
      heard();
      onProgress();
    };
    return autocannonEngine.run(plan, onEngineProgress, new AbortController().signal);
  };
  const { outcome, pauses } = await watchPauses(run);
  const expected = { plannedSeconds: plan.durationSeconds, p50Ms: outcome.latencyMs.p50 };
  return { pauses, interruption: interruptionOf(pauses, outcome.series, expected) };
}

test('an engine that stood still interrupts the load, although the verb did not', async () => {
  let stopped: Promise<number> | undefined;
  const stop = async () => {
    const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'autocannon-process'], { encoding: 'utf8' });
    const stoppedAtMs = performance.now();
    process.kill(Number(found), 'SIGSTOP');
    await wait(3500);
    process.kill(Number(found), 'SIGCONT');
    return (performance.now() - stoppedAtMs) / 1000;
  };
  const { pauses, interruption } = await runLoad(() => {
    stopped ??= stop();
  });
  const stoppedSeconds = (await stopped) ?? 0;
  assert.deepEqual(pauses.ownSeconds, []);
  const pausedSeconds = interruption?.pausedSeconds ?? 0;
  assert.ok(pausedSeconds > 2 && pausedSeconds < stoppedSeconds + 1, `${pausedSeconds} of ${stoppedSeconds} s`);
});

test('a busy machine is not mistaken for one that slept, nor its engine for one that stood still', async () => {
  const busy = Array.from({ length: 16 }, () => spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }));
  const { pauses, interruption } = await runLoad(() => {}).finally(() => {
    for (const child of busy) child.kill('SIGKILL');
  });
  assert.deepEqual(pauses.ownSeconds, []);
  assert.equal(interruption, undefined);
});
