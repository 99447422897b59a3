import type { RunningServer } from '../../app/src/testing/run-server.ts';
import { readMetrics, type Sample, sumOf } from '../lib/metrics.ts';
import { chooseEngine } from '../load/engines.ts';
import type { LoadReport } from '../load/load-report.ts';
import { storyUsers } from '../scenario/thresholds.ts';
import type { ThrowawayServer } from '../targets/local/throwaway-server.ts';
import { cpuMsOf, grown, postgresCpuMs } from './cpu-time.ts';
import type { ExperimentContext } from './experiment.ts';

export interface MeasuredLoad {
  load: LoadReport;
  /** How much a counter of the API grew meanwhile. */
  counted(name: string, labels?: Record<string, string>): number;
  /** CPU time per request; null where there is no /proc. */
  apiCpuMs: number | null;
  postgresCpuMs: number | null;
}

export const users = storyUsers;

/** 100 users on /feed, by autocannon whatever else is installed: the numbers shall not depend on it. */
export async function measureLoad(
  { report, signal }: ExperimentContext,
  server: ThrowawayServer,
  api: RunningServer,
  { title, durationSeconds }: { title: string; durationSeconds: number },
): Promise<MeasuredLoad> {
  const engine = await chooseEngine('autocannon');
  const plan = { url: api.url, users, durationSeconds, ratePerSecond: undefined };
  const before = await readMetrics(api.url);
  const [[load, apiCpuMs], databaseCpuMs] = await grown(
    () => postgresCpuMs(server.dataFolder),
    () =>
      grown(
        () => cpuMsOf(api.child.pid ?? 0),
        () =>
          report.step(`${title}: ${users} users, ${durationSeconds} s`, (progress) =>
            engine.run(plan, ({ requests }) => progress(`${requests} requests`), signal),
          ),
      ),
  );
  const after = await readMetrics(api.url);
  const each = (milliseconds: number | null) => milliseconds && milliseconds / load.requests;
  return {
    load,
    counted: (name, labels) => sumGrown(before, after, name, labels),
    apiCpuMs: each(apiCpuMs),
    postgresCpuMs: each(databaseCpuMs),
  };
}

export function sumGrown(before: Sample[], after: Sample[], name: string, labels: Record<string, string> = {}): number {
  return sumOf(after, name, labels) - sumOf(before, name, labels);
}

/** The mean of a histogram between two scrapes, in milliseconds. */
export function meanMs(before: Sample[], after: Sample[], histogram: string, labels: Record<string, string>): number {
  const part = (name: string) => sumGrown(before, after, `${histogram}_${name}`, labels);
  return (part('sum') / part('count')) * 1000;
}
