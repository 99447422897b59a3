import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../lib/child-environment.ts';
import { LabError } from '../lib/lab-error.ts';
import { projectFolder } from '../lib/project-folder.ts';
import type { LoadPlan, LoadProgress, OnProgress } from './load-engine.ts';
import type { LoadReport } from './load-report.ts';
import { watchdog } from './watchdog.ts';

/** What the process sends: progress every second, and one of the others at the end. */
export type LoadMessage =
  | { progress: LoadProgress }
  | { report: LoadReport }
  | { failure: { message: string; whatToDo: string } };

/** The error message in what Node.js printed, or its last line. */
function lastErrorIn(errors: string): string {
  return (/^(\w*Error|FATAL ERROR).*/m.exec(errors)?.[0] ?? errors.trim().split('\n').at(-1)) || 'it printed nothing';
}

const loadFailed = (message: string, whatToDo: string) => new LabError('load_failed', message, whatToDo);

/**
 * Runs a load test in a process of its own, which can be killed whatever it is doing: a program
 * that never returns to its event loop runs no signal handlers and no timers.
 * @throws {LabError} `load_failed` with the cause, also when the process sends nothing for
 * `silentSeconds` or has not ended after `totalSeconds`
 */
export async function runLoadProcess(
  program: URL,
  plan: LoadPlan & { url: string },
  limits: { silentSeconds: number; totalSeconds: number },
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadReport> {
  signal.throwIfAborted();
  // fork, not run(), because the two exchange messages.
  const child = fork(fileURLToPath(program), {
    cwd: projectFolder,
    env: childEnvironment('program'),
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-8000);
  });
  let outcome: LoadReport | LabError | undefined;
  const end = (error?: LabError) => {
    outcome ??= error;
    child.kill('SIGKILL');
  };
  const dog = watchdog(limits, end);
  child.on('message', (message: LoadMessage) => {
    dog.heard();
    if ('progress' in message) onProgress(message.progress);
    else
      outcome ??= 'report' in message ? message.report : loadFailed(message.failure.message, message.failure.whatToDo);
  });
  const stop = () => end();
  signal.addEventListener('abort', stop, { once: true });
  child.send(plan);
  try {
    await once(child, 'close');
  } finally {
    dog.stop();
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  if (outcome instanceof LabError) throw outcome;
  if (outcome) return outcome;
  throw loadFailed(
    `autocannon ended without a result: ${lastErrorIn(complaint)}`,
    'If it was killed, the machine may have run out of memory: use fewer users (USERS=).',
  );
}
