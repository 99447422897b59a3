import { median, sum } from '../../lib/numbers.ts';
import { type Spread, spreadOf } from '../compare-rounds.ts';
import type { ExperimentRow } from '../experiment.ts';
import type { FeedExecution } from './explain-feed-pages.ts';
import type { MeasuredCase } from './growth-case.ts';
import {
  type Cache,
  type CaseRounds,
  caches,
  executionsOf,
  largestDeviation,
  pagesOf,
  predictedPages,
  timesOf,
} from './growth-rounds.ts';

/** The prediction in its parts, and what was touched: in shared buffers (hit) or not (read). */
export function summarizePages(group: CaseRounds): ExperimentRow {
  const { posts, indexed, rounds } = group;
  const touched = pagesOf(group);
  const medianOf = (cache: Cache, read: (execution: FeedExecution) => number) =>
    median(executionsOf(group, cache).map(read));
  return {
    posts,
    indexed,
    ...rounds[0].predicted,
    predictedPages: predictedPages(group),
    pages: touched.median,
    lowestPages: touched.lowest,
    highestPages: touched.highest,
    deviationShare: largestDeviation(group),
    coldHit: medianOf('cold', ({ pagesHit }) => pagesHit),
    coldRead: medianOf('cold', ({ pagesRead }) => pagesRead),
    warmHit: medianOf('warm', ({ pagesHit }) => pagesHit),
    warmRead: medianOf('warm', ({ pagesRead }) => pagesRead),
  };
}

/** What the query would take if its time grew as its pages do, from the smallest table on. */
function predictMs(group: CaseRounds, groups: CaseRounds[]): number | null {
  const smallest = groups.find(({ indexed }) => indexed === group.indexed);
  if (!smallest || smallest === group) return null;
  return (timesOf(smallest, 'warm').median * predictedPages(group)) / predictedPages(smallest);
}

/** Two rows: the first execution after a restart, and those that follow. */
export function summarizeTimes(group: CaseRounds, groups: CaseRounds[]): ExperimentRow[] {
  const { posts, indexed } = group;
  return caches.map((cache) => {
    const { median: medianMs, lowest: lowestMs, highest: highestMs } = timesOf(group, cache);
    const executions = executionsOf(group, cache).length;
    const predictedMs = cache === 'warm' ? predictMs(group, groups) : null;
    return { posts, indexed, cache, executions, medianMs, lowestMs, highestMs, predictedMs };
  });
}

/** Null if no request succeeded in any round: it would be the latency of errors. */
export function latenciesOf({ rounds }: CaseRounds, name: 'p50' | 'p99'): Spread | Record<keyof Spread, null> {
  const answered = rounds.filter(({ load }) => load.successRate > 0);
  if (answered.length === 0) return { median: null, lowest: null, highest: null };
  return spreadOf(answered.map(({ load }) => load.latencyMs[name]));
}

export function summarizeLoads(group: CaseRounds) {
  const loads = group.rounds.map(({ load }) => load);
  const rate = spreadOf(loads.map(({ requestsPerSecond }) => requestsPerSecond));
  const success = spreadOf(loads.map(({ successRate }) => successRate));
  const [p50, p99] = [latenciesOf(group, 'p50'), latenciesOf(group, 'p99')];
  return {
    posts: group.posts,
    indexed: group.indexed,
    requests: sum(loads.map(({ requests }) => requests)),
    requestsPerSecond: rate.median,
    slowestRoundPerSecond: rate.lowest,
    fastestRoundPerSecond: rate.highest,
    successRate: success.median,
    lowestSuccessRate: success.lowest,
    highestSuccessRate: success.highest,
    p50Ms: p50.median,
    lowestP50Ms: p50.lowest,
    highestP50Ms: p50.highest,
    p99Ms: p99.median,
    lowestP99Ms: p99.lowest,
    highestP99Ms: p99.highest,
  };
}

/** The main row of a case: medians. The other tables have the ranges. */
export function summarizeGrowth(group: CaseRounds): ExperimentRow {
  const { posts, indexed, requestsPerSecond, successRate, p50Ms, p99Ms } = summarizeLoads(group);
  return {
    posts,
    indexed,
    predictedPages: predictedPages(group),
    pages: pagesOf(group).median,
    coldMs: timesOf(group, 'cold').median,
    warmMs: timesOf(group, 'warm').median,
    requestsPerSecond,
    successRate,
    p50Ms,
    p99Ms,
  };
}

/** Every round, for people who want to compute something else. */
export function listCases(cases: MeasuredCase[]): ExperimentRow[] {
  return cases.map(({ posts, indexed, round, cold, warm, load, reference }) => ({
    posts,
    indexed,
    round,
    coldMs: cold.executionMs,
    warmMs: median(warm.map(({ executionMs }) => executionMs)),
    requests: load.requests,
    requestsPerSecond: load.requestsPerSecond,
    successRate: load.successRate,
    p50Ms: load.successRate > 0 ? load.latencyMs.p50 : null,
    p99Ms: load.successRate > 0 ? load.latencyMs.p99 : null,
    smallestP50Ms: reference?.latencyMs.p50 ?? null,
  }));
}
