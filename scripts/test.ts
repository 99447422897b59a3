import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob } from 'zx';
import { run } from './lib/run.ts';
import { projectFolder } from './lib/settings.ts';
import { startTestServer } from './testing/test-server.ts';

/** Longer than the slowest file needs on a slow machine; a test that hangs is ended and named. */
const testTimeoutMs = 300_000;

/** Types and style, unless single files were asked for. Resolves to whether they are right. */
async function checkCode(): Promise<boolean> {
  const checked = await run()({ cwd: projectFolder })`npm run --silent check`;
  if (checked.exitCode !== 0) console.error(`${checked.stdout}${checked.stderr}`);
  console.log(`types and style: ${checked.exitCode === 0 ? 'right' : 'WRONG, see above'}`);
  return checked.exitCode === 0;
}

/** Runs test files, so many at a time, each in a process of its own. Resolves to whether all passed. */
async function runTests(files: string[], atATime: number, environment: NodeJS.ProcessEnv): Promise<boolean> {
  if (files.length === 0) return true;
  const options = ['--import', 'tsx', '--test', `--test-concurrency=${atATime}`, `--test-timeout=${testTimeoutMs}`];
  const child = spawn(process.execPath, [...options, '--test-reporter=spec', ...files], {
    cwd: projectFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}

function partition<Item>(items: Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

const wanted = process.argv.slice(2);
const files =
  wanted.length > 0
    ? wanted
    : (await glob('{app,dashboards,db-migrations,scripts}/**/*.test.ts', { cwd: projectFolder })).sort();
// Beside the first tests, which are small.
const checking = wanted.length > 0 ? Promise.resolve(true) : checkCode();

// Ctrl-C reaches the tests too; when they have ended, the server is stopped below.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
const server = await startTestServer();
try {
  // What times the API and the load engines is kept from the crowd.
  const [clocked, others] = partition(files, (file) => /^(app\/src\/(database\/|server\.)|scripts\/load\/)/.test(file));
  const clockedPassed = await runTests(clocked, 2, server.environment);
  // Each of these has a lab or a database to itself, and waits for processes more than it computes.
  const othersPassed = await runTests(others, 3, server.environment);
  const codeIsRight = await checking;
  const leaks = await server.findLeaks();
  for (const leak of leaks) console.error(`left behind by a test: ${leak}`);
  if (!codeIsRight || !clockedPassed || !othersPassed || leaks.length > 0) process.exitCode = 1;
} finally {
  await server.stop();
}
