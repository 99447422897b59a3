import '../scripts/lib/own-environment.ts';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { glob } from 'zx';
import { childEnvironment } from '../scripts/lib/child-environment.ts';
import { LabError } from '../scripts/lib/lab-error.ts';
import { runMain } from '../scripts/lib/main.ts';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { run } from '../scripts/lib/run.ts';
import { sharedFilesVariable } from './sandbox/shared-process.ts';
import { startTestServer } from './sandbox/test-server.ts';

// `make test`: types, style and imports, and every test, on a PostgreSQL that is started and
// stopped here. ARGS="FILE..." runs single files, ARGS=long the *.long.test.ts.

/** Longer than the slowest file needs on a slow machine; a test that hangs is ended and named. */
const testTimeoutMs = 900_000;
/** Tests that compare times need the CPU: a process per core, and one for those they start. */
const timedAtATime = 3;
/** The others have a lab or a database to themselves, and mostly wait for its processes. */
const othersAtATime = 6;
/** First line of a file that compares times: it runs before the others load the machine. */
const timedMarker = '// Timed: ';
/** First line of a file that compares times and loads the whole machine: it runs on its own. */
const aloneMarker = '// Alone: ';
/** First line of a file that takes long: started last, it would run alone at the end. */
const earlyMarker = '// Early: ';
/** First line of a file without hooks and side effects: a process for each takes half a second. */
const sharedMarker = '// Shares a process.';

/** Checks types, style and imports. Resolves to whether all of them passed. */
async function checkCode(): Promise<boolean> {
  const { exitCode, stdout, stderr } = await run('checks')({ cwd: projectFolder })`npm run --silent check`;
  if (exitCode !== 0) console.error(`${stdout}${stderr}`);
  console.log(`types, style and imports: ${exitCode === 0 ? 'passed' : 'FAILED, see above'}`);
  return exitCode === 0;
}

/** Runs each file in a process of its own, in the order given. Resolves to whether all passed. */
async function runFiles(files: string[], concurrency: number): Promise<boolean> {
  if (files.length === 0) return true;
  let failed = false;
  const tests = runTests({ files, concurrency, timeout: testTimeoutMs }).on('test:fail', ({ todo }) => {
    failed ||= todo === undefined;
  });
  await pipeline(tests, new spec(), process.stdout, { end: false });
  return !failed;
}

const sharedProcess = resolve(projectFolder, 'tools/sandbox/shared-process.ts');

async function chooseFiles(wanted: string[]): Promise<string[]> {
  if (wanted.length > 0 && wanted[0] !== 'long') {
    const missing = wanted.filter((file) => !existsSync(resolve(projectFolder, file)));
    if (missing.length === 0) return wanted.map((file) => resolve(projectFolder, file));
    throw new LabError(
      'usage',
      `There is no ${missing.join(', no ')}.`,
      'make test ARGS="FILE...", ARGS=long, or none.',
    );
  }
  const all = await glob('{app,dashboards,db-migrations,scripts,tools}/**/*.test.ts', {
    cwd: projectFolder,
    absolute: true,
  });
  return all.sort().filter((file) => file.endsWith('.long.test.ts') === (wanted[0] === 'long'));
}

function partition<Item>(items: Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

const hasMarker = (marker: string) => (file: string) => readFileSync(file, 'utf8').startsWith(marker);

await runMain(async (wanted) => {
  const [timed, untimed] = partition(await chooseFiles(wanted), hasMarker(timedMarker));
  const [alone, together] = partition(untimed, hasMarker(aloneMarker));
  const [early, late] = partition(together, hasMarker(earlyMarker));
  const [shared, others] = partition(late, hasMarker(sharedMarker));

  // Ctrl-C reaches the tests too; when they have ended, the server is stopped below.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
  const checking = wanted.length > 0 ? Promise.resolve(true) : checkCode();
  const server = await startTestServer();
  try {
    const codeIsRight = await checking;
    // The test processes inherit this environment.
    const environment = childEnvironment('checks', {
      ...server.environment,
      [sharedFilesVariable]: JSON.stringify(shared),
    });
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, environment);
    const timedPassed = await runFiles(timed, timedAtATime);
    const alonePassed = await runFiles(alone, 1);
    const othersPassed = await runFiles(
      [...early, ...(shared.length > 0 ? [sharedProcess] : []), ...others],
      othersAtATime,
    );
    const leaks = await server.findLeaks();
    for (const leak of leaks) console.error(`left behind by a test: ${leak}`);
    if (!timedPassed || !alonePassed || !othersPassed || !codeIsRight || leaks.length > 0) process.exitCode = 1;
  } finally {
    await server.stop();
  }
});
