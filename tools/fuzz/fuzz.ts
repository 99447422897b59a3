import '../../scripts/lib/own-environment.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../scripts/lib/child-environment.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { createTestLab, type TestLab } from '../sandbox/run-verb.ts';
import { judgeReport } from './fuzz-report.ts';
import { installSchemathesis, requirePython } from './install-schemathesis.ts';

// `make fuzz`: Schemathesis generates requests from the API's own OpenAPI document, valid and
// invalid, single ones and sequences, and validates each response against it. schemathesis.toml has
// the settings.

/** Runs the verbs that lead to a lab with both fixes. */
async function startLab(lab: TestLab, signal: AbortSignal): Promise<void> {
  for (const args of [['up', '--no-open'], ['apply-fix'], ['apply-index']]) {
    const verb = lab.start(args);
    const stop = () => verb.signal('SIGTERM');
    signal.addEventListener('abort', stop);
    const { code, output } = await verb.ended.finally(() => signal.removeEventListener('abort', stop));
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`${args[0]} exited with ${code}:\n${output}`);
  }
}

/** Shows what Schemathesis prints. Resolves to its exit code and its report. */
async function runSchemathesis(program: string, folder: string, url: string, args: string[], signal: AbortSignal) {
  const report = join(folder, 'report.json');
  const configuration = ['--config-file', join(import.meta.dirname, 'schemathesis.toml')];
  const options = ['--checks', 'all', '--report', 'json', '--report-json-path', report, ...args];
  // Not with run(): its output is a progress report.
  const child = spawn(program, [...configuration, 'run', `${url}/openapi.json`, ...options], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: childEnvironment('program', { SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'hooks.py') }),
    signal,
  });
  const [code] = await once(child, 'exit');
  if (!existsSync(report)) throw new Error(`Schemathesis exited with ${code} and wrote no report.`);
  return { code, report: readFileSync(report, 'utf8') };
}

await runMain(async (args) => {
  const { signal } = listenForStop();
  const python = await requirePython();
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-fuzz-'));
  const lab = await createTestLab();
  try {
    console.log('Installing Schemathesis in a temporary folder, and starting a lab with both fixes ...');
    // Both end before anything is removed.
    const [installed, started] = await Promise.allSettled([
      installSchemathesis(python, folder, signal),
      startLab(lab, signal),
    ]);
    if (installed.status === 'rejected') throw installed.reason;
    if (started.status === 'rejected') throw started.reason;
    const url = `http://127.0.0.1:${lab.environment.API_PORT}`;
    const { code, report } = await runSchemathesis(installed.value, folder, url, args, signal);
    const { passed, summary } = judgeReport(report);
    console.log(`\n${summary}.`);
    if (code !== 0 || !passed) process.exitCode = 1;
  } finally {
    await lab.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});
