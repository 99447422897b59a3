import { formatCount, formatPercent } from '../lib/format.ts';
import { thisMachine } from '../lib/machine.ts';
import { latestStartSeconds } from '../lib/metrics.ts';
import type { LoadPlan } from '../load/load-engine.ts';
import type { LoadReport } from '../load/load-report.ts';
import { requireApiDescriptors } from '../load/require-capacity.ts';
import { isBeyondPools } from '../results/held-connections.ts';
import { interruptionOf } from '../results/interruption.ts';
import { type PlanSummary, type Result, resultId } from '../results/result.ts';
import { describeState, stageOf } from '../scenario/stage-of.ts';
import { annotateNow } from '../targets/annotate-now.ts';
import { requireSeeded } from '../targets/require-seeded.ts';
import { requireRunning, whileRunning } from '../targets/running.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { CpuPeriods, Target, TargetContext } from '../targets/target.ts';
import { databaseEvidence, increase } from './database-evidence.ts';
import { explainFeed } from './explain-feed.ts';
import { countRowsRead } from './rows-read.ts';
import { feedsServed, rowsReadPerFeed } from './rows-read-per-feed.ts';
import { readSchemaFingerprint } from './schema-fingerprint.ts';
import { waitForConnection } from './wait-for-connection.ts';
import { waitForLastQueries } from './wait-for-last-queries.ts';
import { watchPauses } from './watch-pauses.ts';

/** The number of posts, including those that people added to the seed. */
export async function countPosts(target: Target): Promise<number> {
  const [row] = await target.query<{ posts: number }>('SELECT count(*)::integer AS posts FROM posts');
  return row?.posts ?? 0;
}

/** The ratio (0..1) of throttled CPU periods; null without a limit, or after a restart. */
function throttledRatio(before: CpuPeriods | null, after: CpuPeriods | null): number | null {
  if (!before || !after || after.all <= before.all) return null;
  return (after.throttled - before.throttled) / (after.all - before.all);
}

/** Runs the load test, reports its progress, and annotates its start and end. */
async function runLoad(
  context: TargetContext,
  plan: LoadPlan,
  stageTitle: string,
  heard: () => void,
): Promise<LoadReport> {
  const { target, report, signal } = context;
  const load = `${formatCount(plan.users)} users, ${plan.durationSeconds} s, GET /feed`;
  await annotateNow(context, { kind: 'load-begins', text: `Load test begins (${load})`, label: '' }, stageTitle);
  let outcome = 'not completed';
  try {
    const loadReport = await report.step(`Load test: ${load}`, (progress) =>
      whileRunning(target, signal, (abort) =>
        target.load(
          plan,
          ({ requests, succeeded, secondsLeft }) => {
            heard();
            progress(
              `${formatCount(requests)} requests, ${formatPercent(requests ? succeeded / requests : 0)} succeeded so far, ${secondsLeft} s left`,
            );
          },
          abort,
        ),
      ),
    );
    outcome = `${formatPercent(loadReport.successRate)} succeeded`;
    return loadReport;
  } catch (error) {
    if (signal.aborted) report.print('The load test was interrupted: no result was kept.');
    throw error;
  } finally {
    await annotateNow(context, { kind: 'load-ends', text: `Load test ends (${outcome})`, label: '' }, stageTitle);
  }
}

/** How the database reads the feed, and from how many posts. */
async function readTable(target: Target): Promise<{ plan: PlanSummary; posts: number }> {
  return { plan: await explainFeed(target), posts: await countPosts(target) };
}

/**
 * Runs a load test against the running stage, and collects evidence that explains the result. If
 * the API still holds every connection to the database when the load is over, what was read before
 * it takes the place of what cannot be read afterwards.
 * @throws {LabError} `no_connection_left` if that is so before the load; `seed_unfinished`
 */
export async function measureStage(context: TargetContext, plan: LoadPlan): Promise<Result> {
  const { target, signal } = context;
  await requireRunning(target);
  await target.withDatabase((client) => requireSeeded(client, target.name));
  signal.throwIfAborted();
  const state = await readRunningState(target);
  const tuning = await target.tuning();
  const tableBefore = await readTable(target);
  const [before, cpuBefore] = [await target.metrics(), await target.cpuPeriods()];
  // If the schema changes during the test, the result belongs to neither schema; with the first
  // one's fingerprint, it does not count for the second.
  const schemaFingerprint = await target.withDatabase(readSchemaFingerprint);
  const rowsBefore = await target.withDatabase(countRowsRead);
  // Fix 1 opens ten connections to the database; other code may open one for each user.
  requireApiDescriptors(before, plan.users, state.variant === 'fixed' ? 1 : 2);
  const { outcome: load, pauses } = await watchPauses((heard) => runLoad(context, plan, describeState(state), heard));
  const interruption = interruptionOf(pauses, load.series, {
    plannedSeconds: plan.durationSeconds,
    p50Ms: load.latencyMs.p50,
  });
  const cpuAfter = await target.cpuPeriods();
  const endedAtMs = performance.now();
  const afterLoad = await waitForLastQueries(context);
  const seconds = load.durationSeconds + (performance.now() - endedAtMs) / 1000;
  const after = afterLoad.metrics;
  if (latestStartSeconds(after) > latestStartSeconds(before))
    await annotateNow(
      context,
      { kind: 'restart', text: 'The API restarted during the load test', label: 'restart' },
      describeState(state),
    );
  const hasConnection = await waitForConnection(context);
  if (!hasConnection)
    context.report.print(
      'The API still holds every connection to the database, so the number of posts and the plan of the feed are those from before the load test.',
    );
  // This comes first: collecting the rest of the evidence reads posts, too.
  const rowsAfter = hasConnection ? await target.withDatabase(countRowsRead) : null;
  const served = feedsServed(before, after, load);
  const rows = rowsAfter === null ? null : rowsReadPerFeed(rowsAfter - rowsBefore, served, load.durationSeconds);
  const { plan: feedPlan, posts } = hasConnection ? await readTable(target) : tableBefore;
  const connectionsOpened = increase(before, after, 'db_client_connection_create_time_seconds_count');
  const evidence: Result['evidence'] = {
    connectionsOpened,
    database: databaseEvidence(before, afterLoad, seconds),
    plan: feedPlan,
    rowsReadPerFeed: rows,
    schemaFingerprint,
    cpu: {
      apiThrottled: throttledRatio(cpuBefore.api, cpuAfter.api),
      postgresThrottled: throttledRatio(cpuBefore.postgres, cpuAfter.postgres),
    },
  };
  const measured = {
    users: plan.users,
    ratePerSecond: plan.ratePerSecond ?? null,
    ...load,
    evidence,
    machine: thisMachine(),
  };
  const stage = stageOf(state, {
    connectionsPerRequest: connectionsOpened / load.requests,
    successRate: load.successRate,
    isBeyondPools: isBeyondPools(measured),
  });
  return {
    schema: 1,
    id: resultId(load.startedAt, stage),
    target: target.name,
    stage,
    variant: state.variant ?? 'unknown',
    migration: state.migration,
    ...measured,
    ...(interruption && { interruption }),
    posts,
    ...(tuning && { tuning }),
  };
}
