import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { glob } from 'zx';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run as runCommand } from '../scripts/lib/run.ts';
import { startTestServer } from './sandbox/test-server.ts';

/** Longer than the slowest file needs on a slow machine; a test that hangs is ended and named. */
const testTimeoutMs = 300_000;

/** Types and style, unless single files were asked for. Resolves to whether they are right. */
async function checkCode(): Promise<boolean> {
  const checked = await runCommand()({ cwd: projectFolder })`npm run --silent check`;
  if (checked.exitCode !== 0) console.error(`${checked.stdout}${checked.stderr}`);
  console.log(`types and style: ${checked.exitCode === 0 ? 'right' : 'WRONG, see above'}`);
  return checked.exitCode === 0;
}

/** Runs test files, so many at a time, each in a process of its own, in the order given. Resolves to whether all passed. */
async function runTests(files: string[], atATime: number): Promise<boolean> {
  if (files.length === 0) return true;
  let failed = false;
  const tests = run({ files, concurrency: atATime, timeout: testTimeoutMs }).on('test:fail', ({ todo }) => {
    failed ||= todo === undefined;
  });
  await pipeline(tests, new spec(), process.stdout, { end: false });
  return !failed;
}

function partition<Item>(items: Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

const toPath = (file: string) => resolve(projectFolder, file);

/** Real terminals, whole walks, interrupted experiments: another minute, for who changes them and for the gate. */
const isLong = (file: string) => file.endsWith('.long.test.ts');

const wanted = process.argv.slice(2);
const [longs, shorts] = partition(
  (await glob('{app,dashboards,db-migrations,scripts,tools}/**/*.test.ts', { cwd: projectFolder })).sort(),
  isLong,
);
const files = wanted.length === 0 ? shorts : wanted[0] === 'long' ? longs : wanted;
// Beside the first tests, which are small.
const checking = wanted.length > 0 ? Promise.resolve(true) : checkCode();

// Ctrl-C reaches the tests too; when they have ended, the server is stopped below.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const server = await startTestServer();
try {
  // The test processes inherit it.
  Object.assign(process.env, server.environment);
  // What times the API and the load engines is kept from the crowd.
  const [clocked, others] = partition(files, (file) => /^(app\/src\/(database\/|server\.)|scripts\/load\/)/.test(file));
  const clockedPassed = await runTests(clocked.map(toPath), 3);
  // Each of these has a lab or a database to itself, and waits for processes more than it computes. In reverse, because the longest
  // stand at the end, and would end alone.
  const othersPassed = await runTests(others.reverse().map(toPath), 3);
  const codeIsRight = await checking;
  const leaks = await server.findLeaks();
  for (const leak of leaks) console.error(`left behind by a test: ${leak}`);
  if (!codeIsRight || !clockedPassed || !othersPassed || leaks.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
}
