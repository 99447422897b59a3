import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../lib/child-environment.ts';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { WriterMessage, WriterOrder, WriterPlan, WriterReport } from './writer-messages.ts';

const program = fileURLToPath(new URL('writer-process.ts', import.meta.url));

/** To open connections, and to complete the last transactions, on a busy machine. */
const extraSeconds = 60;

const writerFailed = (message: string) =>
  new LabError('load_failed', `The writer failed: ${message}`, 'If the machine is busy, try again later.');

/**
 * Writes posts in a process of its own while `work` runs, at most as long as the plan says. The
 * process is killed when `work` fails.
 * @throws {LabError} `load_failed`, with the process's error
 */
export async function withWriter<Result>(
  plan: WriterPlan,
  work: () => Promise<Result>,
): Promise<[report: WriterReport, result: Result]> {
  // fork, not run(), because the two exchange messages.
  const child = fork(program, {
    cwd: projectFolder,
    env: childEnvironment('program'),
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const order = (text: WriterOrder) => child.connected && child.send(text);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk}`.slice(-8000);
  });
  const kill = setTimeout(() => child.kill('SIGKILL'), (plan.seconds + extraSeconds) * 1000);
  const closed = once(child, 'close');
  let report: WriterReport | undefined;
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message: WriterMessage) => {
      if ('report' in message) report = message.report;
      else resolve();
    });
  });
  try {
    child.send(plan);
    await Promise.race([ready, closed]);
    order('start');
    const result = await work();
    order('stop');
    await closed;
    if (!report) throw writerFailed(complaint.trim() || 'it ended without a report');
    return [report, result];
  } finally {
    clearTimeout(kill);
    child.kill('SIGKILL');
    await closed;
  }
}
