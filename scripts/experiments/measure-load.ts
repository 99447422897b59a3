import type { RunningServer } from '../../app/run-server.ts';
import { readMetrics, type Sample, sumOf } from '../lib/metrics.ts';
import { chooseEngine } from '../load/engines.ts';
import { storyUsers } from '../scenario/story.ts';
import type { ExperimentContext } from './experiment.ts';
import { cpuMsOf, measureIncrease, postgresCpuMs } from './process-stats.ts';

/**
 * A load test of 100 users, always with autocannon, so that results do not depend on the engine.
 * CPU times are per request; null where there is no /proc.
 */
export async function runUsers(
  { server, report, signal }: ExperimentContext,
  api: RunningServer,
  { title, durationSeconds }: { title: string; durationSeconds: number },
) {
  const engine = await chooseEngine('autocannon');
  const plan = { url: api.url, users: storyUsers, durationSeconds, ratePerSecond: undefined };
  const runLoad = () =>
    report.step(`${title}: ${plan.users} users, ${durationSeconds} s`, (progress) =>
      engine.run(plan, ({ requests }) => progress(`${requests} requests`), signal),
    );
  const [[load, apiCpuMs], databaseCpuMs] = await measureIncrease(
    () => postgresCpuMs(server.dataFolder),
    () => measureIncrease(() => cpuMsOf(api.child.pid ?? 0), runLoad),
  );
  const perRequest = (milliseconds: number | null) => milliseconds && milliseconds / load.requests;
  return { load, apiCpuMs: perRequest(apiCpuMs), postgresCpuMs: perRequest(databaseCpuMs) };
}

/** The same, with the number of connections that the API has opened. */
export async function measureLoad(
  context: ExperimentContext,
  api: RunningServer,
  plan: { title: string; durationSeconds: number },
) {
  const before = await readMetrics(api.url);
  const measured = await runUsers(context, api, plan);
  const after = await readMetrics(api.url);
  return {
    ...measured,
    connectionsOpened: increaseOf(before, after, 'db_client_connection_create_time_seconds_count'),
  };
}

function increaseOf(before: Sample[], after: Sample[], name: string, labels: Record<string, string> = {}): number {
  return sumOf(after, name, labels) - sumOf(before, name, labels);
}

/** The mean of a histogram between two scrapes, in milliseconds. */
export function meanMs(before: Sample[], after: Sample[], histogram: string, labels: Record<string, string>): number {
  const increase = (suffix: string) => increaseOf(before, after, `${histogram}_${suffix}`, labels);
  return (increase('sum') / increase('count')) * 1000;
}
