import { availableParallelism, totalmem } from 'node:os';
import { formatCount, formatPercent } from '../lib/format.ts';
import { LabError } from '../lib/lab-error.ts';
import { makeCommand } from '../lib/make-command.ts';
import type { Report } from '../lib/report.ts';
import type { LoadPlan, LoadReport } from '../load/load.ts';
import { type Result, resultId } from '../results/result.ts';
import type { CpuPeriods, Target } from '../targets/target.ts';
import { markNow } from './mark.ts';
import { sumOf } from './metrics.ts';
import { explainFeed } from './plan.ts';
import { hasRestarted } from './restarts.ts';
import { describeState, readRunningState, stageOf } from './stage.ts';

/** Whether there is anything to stop: running, or left behind by a crash. */
export async function anythingRuns(target: Target): Promise<boolean> {
  return (await target.parts()).some((part) => part.state !== 'stopped');
}

/** @throws {LabError} `crashed` or `not_running` when not all parts run */
export async function requireRunning(target: Target): Promise<void> {
  const up = makeCommand('up', target.name);
  const parts = (await target.parts()).filter(({ optional }) => !optional);
  const crashed = parts.find((part) => part.state === 'crashed');
  if (crashed)
    throw new LabError('crashed', `${crashed.name} has crashed; ${crashed.detail}.`, `Start it again: ${up}`);
  const starting = parts.find((part) => part.state === 'starting');
  if (starting)
    throw new LabError(
      'not_running',
      `${starting.name} is still starting.`,
      'Wait a moment, and look again: make status',
    );
  const stopped = parts.find((part) => part.state === 'stopped');
  if (stopped) throw new LabError('not_running', `${stopped.name} is not running.`, `Start the lab: ${up}`);
}

/** Runs `work` and ends it when a part of the lab crashes meanwhile. One look that fails for another reason is no crash. */
async function whileRunning<Outcome>(
  target: Target,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  const crash = new AbortController();
  let looking = false;
  const timer = setInterval(async () => {
    if (looking) return;
    looking = true;
    await requireRunning(target).catch((error) => {
      if (error instanceof LabError && error.code === 'crashed') crash.abort(error);
    });
    looking = false;
  }, target.lookEveryMs);
  try {
    const outcome = await work(AbortSignal.any([signal, crash.signal]));
    await requireRunning(target);
    return outcome;
  } catch (error) {
    throw crash.signal.aborted && !signal.aborted ? crash.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}

/** How many posts there are now, by whomever. */
export async function countPosts(target: Target): Promise<number> {
  const [row] = await target.query<{ posts: number }>('SELECT count(*)::integer AS posts FROM posts');
  return row?.posts ?? 0;
}

const openedCounter = 'db_connections_opened_total';

/** How much a counter rose. One that fell belongs to a process that has begun anew, and counts from 0 (as Prometheus's rate() sees it). */
const increase = (before: number, after: number) => (after >= before ? after - before : after);

/** The share of periods in which a container was held back between two looks, 0..1; null without a limit, or when it began anew. */
function throttledShare(before: CpuPeriods | null, after: CpuPeriods | null): number | null {
  if (!before || !after || after.all <= before.all) return null;
  return (after.throttled - before.throttled) / (after.all - before.all);
}

/** The load itself, with its progress told, and its beginning and end marked. */
async function putLoad(
  target: Target,
  plan: LoadPlan,
  stageTitle: string,
  report: Report,
  signal: AbortSignal,
): Promise<LoadReport> {
  const load = `${formatCount(plan.users)} users, ${plan.durationSeconds} s, GET /feed`;
  await markNow(target, report, { kind: 'load-begins', text: `Load test begins: ${stageTitle}; ${load}`, label: '' });
  let outcome = 'stopped before its end';
  try {
    const loadReport = await report.step(`Load test: ${load}`, (progress) =>
      whileRunning(target, signal, (abort) =>
        target.load(
          plan,
          ({ requests, succeeded, secondsLeft }) =>
            progress(
              `${formatCount(requests)} requests, ${formatPercent(requests ? succeeded / requests : 0)} succeeded so far, ${secondsLeft} s left`,
            ),
          abort,
        ),
      ),
    );
    outcome = `${formatPercent(loadReport.successRate)} succeeded`;
    return loadReport;
  } finally {
    await markNow(target, report, { kind: 'load-ends', text: `Load test ends: ${stageTitle}; ${outcome}`, label: '' });
  }
}

/** Puts load on what runs, and gathers the evidence that explains the numbers. */
export async function measureStage(
  target: Target,
  plan: LoadPlan,
  report: Report,
  signal: AbortSignal,
): Promise<Result> {
  await requireRunning(target);
  signal.throwIfAborted();
  const state = await readRunningState(target);
  const [before, cpuBefore] = [await target.metrics(), await target.cpuPeriods()];
  const load = await putLoad(target, plan, describeState(state), report, signal);
  const [after, cpuAfter] = [await target.metrics(), await target.cpuPeriods()];
  if (hasRestarted(before, after))
    await markNow(target, report, {
      kind: 'restart',
      text: 'The API restarted during the load test',
      label: 'restart',
    });
  const connectionsOpened = increase(sumOf(before, openedCounter), sumOf(after, openedCounter));
  const stage = stageOf(state, {
    connectionsPerRequest: connectionsOpened / load.requests,
    successRate: load.successRate,
  });
  const cpu = {
    apiThrottled: throttledShare(cpuBefore.api, cpuAfter.api),
    postgresThrottled: throttledShare(cpuBefore.postgres, cpuAfter.postgres),
  };
  const tuning = await target.tuning();
  return {
    schema: 1,
    id: resultId(load.startedAt, stage),
    target: target.name,
    stage,
    variant: state.variant ?? 'unknown',
    migration: state.migration,
    users: plan.users,
    ratePerSecond: plan.ratePerSecond ?? null,
    ...load,
    evidence: {
      connectionsOpened,
      plan: await explainFeed(target),
      cpu,
    },
    posts: await countPosts(target),
    machine: { cores: availableParallelism(), memoryBytes: totalmem() },
    ...(tuning && { tuning }),
  };
}
