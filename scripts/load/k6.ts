import { setTimeout as wait } from 'node:timers/promises';
import { resultBegin, resultEnd } from '../../loadtest/lib/markers.ts';
import { LabError } from '../lib/lab-error.ts';
import { findFreePort } from '../lib/ports.ts';
import { findTool, run } from '../lib/run.ts';
import { projectFolder } from '../lib/settings.ts';
import type { LoadEngine, LoadPlan, LoadReport, OnProgress } from './load.ts';

const script = `${projectFolder}loadtest/feed.ts`;

/** k6's version when it is installed and new enough to run TypeScript (1.0); else undefined. */
export async function findK6(): Promise<string | undefined> {
  if (!(await findTool('k6'))) return undefined;
  const { stdout } = await run()`k6 version`;
  const [, version, major] = /v((\d+)\.\d+\.\d+)/.exec(stdout) ?? [];
  return Number(major) >= 1 ? version : undefined;
}

/** The part of a load report that the k6 script prints between its markers. */
export type PrintedResult = Omit<LoadReport, 'engine' | 'startedAt'>;

/** @throws {LabError} `load_failed` when k6 printed no result, or one without a request */
export function readPrintedResult(output: string, errors: string): PrintedResult {
  const text = output.split(resultBegin)[1]?.split(resultEnd)[0];
  const result = text ? (JSON.parse(text) as PrintedResult) : undefined;
  if (result && result.requests > 0) return result;
  const reason =
    /level=error msg="(?:Error: )?(.*?)(?:\\n|")/.exec(errors)?.[1] ??
    (errors.trim().split('\n').at(-1) || 'it said nothing');
  throw new LabError('load_failed', `k6 made no load: ${reason}`, 'See that the API runs: make status');
}

/** k6 as a process on this machine. */
export function k6Engine(version: string): LoadEngine {
  return {
    async run(plan, onProgress, signal) {
      const controlPort = await findFreePort();
      signal.throwIfAborted();
      const startedAt = new Date();
      const environment = {
        ...process.env,
        LAB_URL: plan.url,
        LAB_USERS: String(plan.users),
        LAB_DURATION: `${plan.durationSeconds}s`,
        LAB_RATE: plan.ratePerSecond ? String(plan.ratePerSecond) : '',
      };
      const k6 = run(signal)({
        env: environment,
      })`k6 run --quiet --no-usage-report --address ${`127.0.0.1:${controlPort}`} ${script}`;
      const ended = new AbortController();
      const watching = watchProgress(controlPort, plan, startedAt, onProgress, ended.signal);
      const { stdout, stderr } = await k6;
      ended.abort();
      await watching;
      signal.throwIfAborted();
      return {
        engine: { name: 'k6', version },
        startedAt: startedAt.toISOString(),
        ...readPrintedResult(stdout, stderr),
      };
    },
  };
}

/** Asks the running k6 for its counters each second (k6 REST API, GET /v1/metrics). */
async function watchProgress(
  port: number,
  plan: LoadPlan,
  startedAt: Date,
  onProgress: OnProgress,
  ended: AbortSignal,
): Promise<void> {
  const endsAt = startedAt.getTime() + plan.durationSeconds * 1000;
  while (!ended.aborted) {
    await wait(1000, undefined, { signal: ended }).catch(() => {});
    const counts = await readCounters(port, ended).catch(() => undefined);
    if (!counts) continue;
    onProgress({
      requests: counts.succeeded + counts.failed,
      succeeded: counts.succeeded,
      secondsLeft: Math.max(0, Math.round((endsAt - Date.now()) / 1000)),
    });
  }
}

async function readCounters(port: number, signal: AbortSignal): Promise<{ succeeded: number; failed: number }> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/metrics`, { signal });
  const { data } = (await response.json()) as { data: { id: string; attributes: { sample: { count?: number } } }[] };
  const count = (name: string) => data.find(({ id }) => id === name)?.attributes.sample.count ?? 0;
  return { succeeded: count('lab_succeeded'), failed: count('lab_failed') };
}
