import { isDeepStrictEqual } from 'node:util';
import { alerts } from '../../dashboards/alerts.ts';
import { recordingRules } from '../../dashboards/recording-rules.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import type { Result } from '../../scripts/results/result.ts';
import { expectedAlerts } from '../../scripts/scenario/stages.ts';
import { check } from './context.ts';
import { ask, read } from './prometheus.ts';

/** Which alerts fire, now or at a Unix time, by name. */
async function firingAlerts(at?: number): Promise<string[]> {
  const series = await ask('count by (alertname) (ALERTS{alertstate="firing"})', at);
  return series.map(({ metric }) => metric.alertname ?? '').sort();
}

/**
 * What a machine with other work to do may set off besides: it is slow where it should not be. The limits are below those of the
 * alerts, because those look at 30 s and a result at the whole load.
 */
function excuse({ stage, latencyMs }: Result): string | undefined {
  if (stage === 'indexed' && latencyMs.p99 > 200) return 'FeedLatencyHigh';
  if (stage === 'pooled' && latencyMs.mean > 800) return 'FeedQueueWaiting';
  return undefined;
}

/** At the end of a load test exactly those alerts fire that its stage is known for. */
export async function proveAlerts(result: Result): Promise<void> {
  const { stage, startedAt, durationSeconds, latencyMs } = result;
  const firing = await firingAlerts(Date.parse(startedAt) / 1000 + durationSeconds);
  const excused = excuse(result);
  if (excused)
    console.log(
      `The machine is busy (mean ${formatMilliseconds(latencyMs.mean)}, p99 ${formatMilliseconds(latencyMs.p99)}): ${excused} may fire.`,
    );
  check(
    `${stage}: at the end of the load fires ${firing.join(', ') || 'nothing'}`,
    isDeepStrictEqual(
      firing.filter((name) => name !== excused),
      expectedAlerts[stage],
    ),
  );
}

/** Until nothing fires: what is seen next has nothing to do with what was before. */
export async function waitForQuiet(): Promise<void> {
  const isQuiet = async () => (await firingAlerts()).length === 0;
  check('no alert fires while nobody asks', await waitUntil(isQuiet, { timeoutMs: 120_000, everyMs: 1000 }));
}

interface RuleGroups {
  groups: { rules: { name: string; health: string; lastError?: string }[] }[];
}

/** Prometheus has every rule, and can work it out. */
export async function proveRules(): Promise<void> {
  const { groups } = await read<RuleGroups>('rules');
  const rules = groups.flatMap((group) => group.rules);
  const names = [...recordingRules.map(({ record }) => record), ...alerts.map(({ name }) => name)];
  const sick = names.filter((name) => rules.find((rule) => rule.name === name)?.health !== 'ok');
  check(`all ${names.length} rules are healthy in Prometheus (not: ${sick.join(', ') || 'none'})`, sick.length === 0);
}
