import { isDeepStrictEqual } from 'node:util';
import { alerts } from '../../dashboards/alerts.ts';
import { recordingRules } from '../../dashboards/recording-rules.ts';
import { formatMilliseconds } from '../../scripts/lib/format.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { requireTool, run } from '../../scripts/lib/run.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import type { Result } from '../../scripts/results/result.ts';
import { expectedAlerts } from '../../scripts/scenario/stages.ts';
import { check, prometheus, signal } from './context.ts';

/** Names of the alerts that fire, now or at a Unix time. */
async function firingAlerts(at?: number): Promise<string[]> {
  const series = await prometheus.ask('count by (alertname) (ALERTS{alertstate="firing"})', at);
  return series.map(({ metric }) => metric.alertname ?? '').sort();
}

/**
 * The alert that may fire in addition on a busy machine. The limits are below those of the alerts,
 * which cover 30 s; a result covers the whole load test.
 */
function toleratedAlert({ stage, latencyMs }: Result): string | undefined {
  if (stage === 'indexed' && latencyMs.p99 > 200) return 'FeedLatencyHigh';
  if (stage === 'pooled' && latencyMs.mean > 800) return 'FeedQueueWaiting';
  return undefined;
}

/** Checks that exactly the alerts of its stage fire at the end of a load test. */
export async function checkAlerts(result: Result): Promise<void> {
  const { stage, startedAt, durationSeconds, latencyMs } = result;
  const firing = await firingAlerts(Date.parse(startedAt) / 1000 + durationSeconds);
  const tolerated = toleratedAlert(result);
  if (tolerated)
    console.log(
      `The machine is busy (mean ${formatMilliseconds(latencyMs.mean)}, p99 ${formatMilliseconds(latencyMs.p99)}): ${tolerated} may fire.`,
    );
  check(
    `${stage}: firing at the end of the load test: ${firing.join(', ') || 'none'}`,
    isDeepStrictEqual(
      firing.filter((name) => name !== tolerated),
      expectedAlerts[stage],
    ),
  );
}

/** Waits until no alert fires, so that the next load test starts without any. */
export async function waitUntilNoneFires(): Promise<void> {
  const noneFires = async () => (await firingAlerts()).length === 0;
  check('no alert fires without load', await waitUntil(noneFires, { timeoutMs: 120_000, intervalMs: 1000, signal }));
}

interface RuleGroups {
  groups: { rules: { name: string; health: string }[] }[];
}

/** Checks that Prometheus has loaded every rule and evaluates it without an error. */
export async function checkRules(): Promise<void> {
  const { groups } = await prometheus.read<RuleGroups>('rules');
  const rules = groups.flatMap((group) => group.rules);
  const names = [...recordingRules.map(({ record }) => record), ...alerts.map(({ name }) => name)];
  const unhealthy = names.filter((name) => rules.find((rule) => rule.name === name)?.health !== 'ok');
  check(
    `all ${names.length} rules are healthy in Prometheus (unhealthy: ${unhealthy.join(', ') || 'none'})`,
    unhealthy.length === 0,
  );
}

/** Runs the tests of the rules, most of which `make test` skips where promtool is not installed. */
export async function testRules(): Promise<void> {
  await requireTool('promtool', 'It comes with Prometheus: https://prometheus.io/download/');
  const { exitCode, stdout, stderr } = await run('checks')({
    cwd: projectFolder,
  })`node --import tsx --test tools/recordings/rules.test.ts`;
  console.log(`${stdout}${stderr}`.trim());
  check('the tests of the rules pass', exitCode === 0);
}
