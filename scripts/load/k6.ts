import { resultBegin, resultEnd } from '../../loadtest/lib/result-format.ts';
import { childEnvironment } from '../lib/child-environment.ts';
import { LabError } from '../lib/lab-error.ts';
import { findFreePort } from '../lib/ports.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { findTool, run } from '../lib/run.ts';
import { k6Mebibytes } from './k6-memory.ts';
import { watchProgress } from './k6-progress.ts';
import type { LoadEngine, LoadPlan } from './load-engine.ts';
import type { LoadReport } from './load-report.ts';
import { requireCapacity } from './require-capacity.ts';
import { longestSeconds, watchdog } from './watchdog.ts';

const script = `${projectFolder}loadtest/feed.ts`;
/** Used instead of the user's own, which could set other numbers of users and durations. */
const config = `${projectFolder}loadtest/k6.json`;

/** k6's version; undefined if it is not installed, or older than 1.0 and cannot run TypeScript. */
export async function findK6(): Promise<string | undefined> {
  if (!(await findTool('k6'))) return undefined;
  const { stdout } = await run('k6')`k6 version`;
  const [, version, major] = /v((\d+)\.\d+\.\d+)/.exec(stdout) ?? [];
  return Number(major) >= 1 ? version : undefined;
}

/** The environment variables of loadtest/feed.ts. `url` is the API's address as seen from k6. */
export function k6Environment(plan: LoadPlan, url: string): Record<string, string> {
  return {
    LAB_URL: url,
    LAB_USERS: String(plan.users),
    LAB_DURATION: `${plan.durationSeconds}s`,
    LAB_RATE: plan.ratePerSecond ? String(plan.ratePerSecond) : '',
  };
}

/** The part of a load report that the k6 script prints between its markers. */
export type PrintedResult = Omit<LoadReport, 'engine' | 'startedAt'>;

/** k6's own message: its first error, or its last line. */
function complaintIn(errors: string): string {
  const error = /level=error msg="(?:Error: )?(.*?)(?:\\n|")/.exec(errors)?.[1];
  return error ?? (errors.trim().split('\n').at(-1) || 'it printed nothing');
}

/** @throws {LabError} `load_failed` when k6 printed no result, or one without a request */
export function readPrintedResult(output: string, errors: string): PrintedResult {
  const text = output.split(resultBegin)[1]?.split(resultEnd)[0];
  const result = text ? (JSON.parse(text) as PrintedResult) : undefined;
  if (result && result.requests > 0) return result;
  const complaint = complaintIn(errors);
  // The message of loadtest/feed.ts, which sends one request to the API before the load.
  if (result || complaint.startsWith('no response from '))
    throw new LabError(
      'load_failed',
      `k6 sent no requests: ${complaint}`,
      'Run the verb status to check that the API is running.',
    );
  throw new LabError(
    'load_failed',
    `k6 ended without a result: ${complaint}`,
    'If k6 was killed, it probably ran out of memory: use fewer users (USERS=). Otherwise, its message gives the reason.',
  );
}

/** k6 as a process on this machine. */
export function k6Engine(version: string): LoadEngine {
  return {
    async run(plan, onProgress, signal) {
      const requests = (plan.ratePerSecond ?? 0) * plan.durationSeconds;
      await requireCapacity(plan.users, (users) => k6Mebibytes(users, requests));
      const address = `127.0.0.1:${await findFreePort()}`;
      signal.throwIfAborted();
      const startedAt = new Date();
      const k6 = run(
        'k6',
        signal,
      )({
        env: childEnvironment('k6', k6Environment(plan, plan.url)),
      })`k6 run --config ${config} --quiet --no-usage-report --address ${address} ${script}`;
      const ended = new AbortController();
      const watching = watchProgress([`http://${address}`], plan, startedAt, onProgress, ended.signal);
      // k6 ends by itself after the plan; if it hangs, it would not handle SIGTERM either.
      let overtime: LabError | undefined;
      const limits = { silentSeconds: Number.POSITIVE_INFINITY, totalSeconds: longestSeconds(plan) };
      const dog = watchdog(limits, (error) => {
        overtime = error;
        void k6.kill('SIGKILL');
      });
      const { stdout, stderr } = await k6;
      dog.stop();
      ended.abort();
      await watching;
      signal.throwIfAborted();
      if (overtime) throw overtime;
      return {
        engine: { name: 'k6', version },
        startedAt: startedAt.toISOString(),
        ...readPrintedResult(stdout, stderr),
      };
    },
  };
}
