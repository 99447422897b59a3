import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { glob } from 'zx';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run } from '../scripts/lib/run.ts';
import { startTestServer } from './sandbox/test-server.ts';

// `make test`: types, style and imports, and every test, on one PostgreSQL that is started and stopped here.
// `make test ARGS="FILE..."` runs single files, `make test ARGS=long` the *.long.test.ts.

/** Longer than the slowest file needs on a slow machine; a test that hangs is ended and named. */
const testTimeoutMs = 300_000;
/** Tests that compare times compute: one process per core, and one for what they start. */
const timedAtATime = 3;
/** The others have a lab or a database to themselves, and mostly wait for its processes. */
const othersAtATime = 5;
/** The first line of a test file that compares times: it runs before the others load the machine. The reason follows. */
const timedMarker = '// Timed: ';

/** Resolves to whether types, style and imports are right. */
async function checkCode(): Promise<boolean> {
  const { exitCode, stdout, stderr } = await run()({ cwd: projectFolder })`npm run --silent check`;
  if (exitCode !== 0) console.error(`${stdout}${stderr}`);
  console.log(`types, style and imports: ${exitCode === 0 ? 'right' : 'WRONG, see above'}`);
  return exitCode === 0;
}

/** Runs test files in the order given, each in a process of its own. Resolves to whether all passed. */
async function runFiles(files: string[], concurrency: number): Promise<boolean> {
  if (files.length === 0) return true;
  let failed = false;
  const tests = runTests({ files, concurrency, timeout: testTimeoutMs }).on('test:fail', ({ todo }) => {
    failed ||= todo === undefined;
  });
  await pipeline(tests, new spec(), process.stdout, { end: false });
  return !failed;
}

async function chooseFiles(wanted: string[]): Promise<string[]> {
  if (wanted.length > 0 && wanted[0] !== 'long') return wanted.map((file) => resolve(projectFolder, file));
  const all = await glob('{app,dashboards,db-migrations,scripts,tools}/**/*.test.ts', {
    cwd: projectFolder,
    absolute: true,
  });
  return all.sort().filter((file) => file.endsWith('.long.test.ts') === (wanted[0] === 'long'));
}

const wanted = process.argv.slice(2);
const files = await chooseFiles(wanted);
const isTimed = (file: string) => readFileSync(file, 'utf8').startsWith(timedMarker);

// Ctrl-C reaches the tests too; when they have ended, the server is stopped below.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const server = await startTestServer();
try {
  // The test processes inherit it.
  Object.assign(process.env, server.environment);
  const timedPassed = await runFiles(files.filter(isTimed), timedAtATime);
  const checking = wanted.length > 0 ? Promise.resolve(true) : checkCode();
  // In reverse: the longest come last in the alphabet, and would run alone at the end.
  const othersPassed = await runFiles(files.filter((file) => !isTimed(file)).reverse(), othersAtATime);
  const codeIsRight = await checking;
  const leaks = await server.findLeaks();
  for (const leak of leaks) console.error(`left behind by a test: ${leak}`);
  if (!timedPassed || !othersPassed || !codeIsRight || leaks.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
}
