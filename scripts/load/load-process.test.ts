import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { projectFolder } from '../lib/project-folder.ts';
import { findK6 } from './k6.ts';
import { runLoadProcess } from './load-process.ts';

const engines = [
  ['autocannonEngine', false],
  ["k6Engine('')", (await findK6()) ? false : 'k6 is not installed'],
] as const;
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-load-'));
const server = createServer((_request, response) => response.end('[]'));
before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
after(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** A program that runs these statements when it receives a plan. */
function programThat(name: string, statements: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `process.once('message', () => { ${statements} });`);
  return pathToFileURL(file);
}

const plan = { url: 'http://127.0.0.1:1', users: 1, durationSeconds: 1, ratePerSecond: undefined };
/** Long enough not to be reached. */
const seconds = { silentSeconds: 60, totalSeconds: 60 };
const report = 'process.send({ progress: { requests: 0, succeeded: 0, secondsLeft: 1 } }';
/** What autocannon did without file descriptors: it never returned to its event loop. */
const spin = `const again = () => process.nextTick(again); ${report}, again);`;

function run(
  program: URL,
  {
    limits = {},
    signal = new AbortController().signal,
    onProgress = () => {},
  }: {
    limits?: Partial<typeof seconds>;
    signal?: AbortSignal;
    onProgress?: () => void;
  } = {},
) {
  return runLoadProcess(program, plan, { ...seconds, ...limits }, onProgress, signal);
}

/** The error of a call in a process with 256 file descriptors. */
async function runWithFewDescriptors(call: string): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const program = `
    import { autocannonEngine } from './scripts/load/autocannon.ts';
    import { k6Engine } from './scripts/load/k6.ts';
    import { runLoadProcess } from './scripts/load/load-process.ts';
    const plan = { url: 'http://127.0.0.1:${port}', users: 300, durationSeconds: 2, ratePerSecond: undefined };
    const signal = new AbortController().signal;
    await ${call}.catch(({ code, message }) => console.log(code + ': ' + message));`;
  const command = `ulimit -n 256; exec "$0" --import tsx --input-type=module --eval "$1"`;
  const child = spawn('sh', ['-c', command, process.execPath, program], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return text(child.stdout);
}

describe('a load test always ends', { concurrency: true }, () => {
  test('a process that does not return to its event loop is killed', async () => {
    const running = run(programThat('spins', spin), { limits: { silentSeconds: 2 } });
    await assert.rejects(running, { code: 'load_failed', message: /sent no progress for 2 s/ });
  });

  test('a process that runs forever is killed', async () => {
    const program = programThat('goes-on', `setInterval(() => ${report}), 100);`);
    const running = run(program, { limits: { totalSeconds: 2 } });
    await assert.rejects(running, { code: 'load_failed', message: /ran for 2 s, longer than its plan/ });
  });

  test('Ctrl-C kills a process that handles no signals', async () => {
    const interrupt = new AbortController();
    const onProgress = () => interrupt.abort();
    await assert.rejects(run(programThat('deaf', spin), { signal: interrupt.signal, onProgress }), {
      name: 'AbortError',
    });
  });

  test('a process that ends without a result is reported with its error', async () => {
    await assert.rejects(run(programThat('fails', "throw new Error('no more memory')")), {
      code: 'load_failed',
      message: 'autocannon ended without a result: Error: no more memory',
    });
  });

  for (const [engine, skip] of engines)
    test(`${engine}: with too few file descriptors, it does not start`, { skip }, async () => {
      assert.match(
        await runWithFewDescriptors(`${engine}.run(plan, () => {}, signal)`),
        /^preflight: 300 users need 364 file descriptors .* only 256/,
      );
    });

  test('autocannon stops at the first connection that this machine cannot open', async () => {
    const program = "new URL('./scripts/load/autocannon-process.ts', 'file://' + process.cwd() + '/')";
    const call = `runLoadProcess(${program}, plan, { silentSeconds: 60, totalSeconds: 60 }, () => {}, signal)`;
    assert.match(await runWithFewDescriptors(call), /^load_failed: .*limit on file descriptors.*\(EMFILE\)/);
  });
});
