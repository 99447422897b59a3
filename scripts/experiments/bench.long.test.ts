import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { identify, isRunning } from '../lib/process-identity.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { quietReport } from '../lib/report.ts';
import { experiments } from './experiments.ts';
import { keyset } from './keyset.ts';
import { postmasterOf } from './process-stats.ts';
import { runExperiment } from './run-experiment.ts';

/** In a process group of its own, as in a terminal. Its servers are in `temporaryFolder`. */
function startBench(args: readonly string[], temporaryFolder = tmpdir()) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/experiments/bench.ts', ...args], {
    cwd: projectFolder,
    env: { ...process.env, TMPDIR: temporaryFolder },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

/** @param pid negative for a process group */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

test('the help lists every experiment with its question and how long it takes', async () => {
  const { output, ended } = startBench(['--help']);
  assert.equal(await ended, 0);
  const lines = output().split('\n');
  for (const { name, question, takes } of experiments)
    assert.ok(
      lines.some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${question} (${takes})`)),
      name,
    );
});

test('names of experiments are unique, and are file names', () => {
  const names = experiments.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.match(name, /^[a-z]+(-[a-z]+)*$/);
});

for (const [args, message] of [
  [['cahce-expiry'], /There is no experiment "cahce-expiry"; there are: .*cache-expiry/],
  [['keyset', 'pool-sizes'], /One experiment at a time, not keyset, pool-sizes/],
  [['keyset', '--keep', '--quick'], /Quick numbers are not kept/],
  [['keyset', '--large'], /keyset has no larger form; --large is for growth/],
  [['growth', '--quick', '--large'], /--large or --quick, not both/],
  [['--fast'], /Unknown option '--fast'/],
] as const)
  test(`\`${args.join(' ')}\` is rejected with exit code 2 and a message, and nothing is started`, async () => {
    const { output, ended } = startBench(args);
    assert.equal(await ended, 2);
    assert.match(output(), message);
    assert.doesNotMatch(output(), /Start a PostgreSQL/);
  });

test('a keyset page without an index reads every post, with one it reads a page', async () => {
  const options = { report: quietReport, signal: new AbortController().signal, scale: 0.01 };
  const { rows } = await runExperiment(keyset, options);
  const read = (index: string) =>
    rows.find((row) => row.index === index && row.query === 'page by keyset' && row.posts === 10_000)?.postsRead;
  assert.equal(read('none'), 10_000);
  assert.equal(read('idx_posts_keyset'), 20);
});

test('Ctrl-C under load leaves no process and no file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-bench-'));
  chmodSync(folder, 0o755);
  const { child, output, ended } = startBench(['connections-held', '--quick'], folder);
  await waitFor(() => /100 users, [\d.]+ s/.test(output()));
  // tsx keeps a cache in the same folder.
  const foldersOf = (prefix: string) => readdirSync(folder).filter((name) => name.startsWith(prefix));
  const [server = ''] = foldersOf('feed-lab-postgres-');
  const postgres = identify(postmasterOf(join(folder, server, 'postgres')));
  const group = -Number(child.pid);
  process.kill(group, 'SIGINT');
  assert.equal(await ended, 130, output());
  assert.ok(postgres && !isRunning(postgres));
  // The API and tsx's compiler are in the process group; the compiler ends a moment later.
  await waitFor(() => isGone(group));
  assert.deepEqual(foldersOf('feed-lab-'), []);
  rmSync(folder, { recursive: true });
});
