import { formatCount, formatMachine, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { type Stage, stages } from '../measure/stage.ts';
import type { Result } from './result.ts';

/** The newest result of each stage. */
export function newestByStage(results: Result[]): Partial<Record<Stage, Result>> {
  return Object.fromEntries(results.map((result) => [result.stage, result]));
}

/** What the columns of the scenario's table are called. */
export const resultsHead = ['run', 'success rate', 'average latency', 'p99 latency', 'req/s'];

/** The scenario's table, one row per stage; a stage without a result is left blank. */
export function resultsRows(newest: Partial<Record<Stage, Result>>): string[][] {
  return stages.map(({ stage, title }) => [titleOf(newest[stage], title), ...resultCells(newest[stage])]);
}

/** The same, for a terminal. */
export function resultsTable(newest: Partial<Record<Stage, Result>>): string {
  return formatTable(resultsRows(newest), { head: resultsHead, numbers: [1, 2, 3, 4] });
}

/** A stage that the learner's own variant reached is called so: its numbers are not those of the cure. */
export function titleOf(result: Result | undefined, title: string): string {
  return result?.variant === 'mine' ? `${title}, your variant` : title;
}

function resultCells(result: Result | undefined): string[] {
  if (!result) return ['', '', '', ''];
  const { successRate, latencyMs, requestsPerSecond } = result;
  return [
    formatPercent(successRate),
    formatMilliseconds(latencyMs.mean),
    formatMilliseconds(latencyMs.p99),
    formatCount(requestsPerSecond),
  ];
}

function factor(from: number, to: number): string {
  const times = from > to ? from / to : to / from;
  return `${times < 10 ? times.toFixed(1) : formatCount(times)} times ${to < from ? 'lower' : 'higher'}`;
}

/** What each fix changed, by what factor, and the evidence that explains it. */
export function whatChanged({ broken, pooled, indexed }: Partial<Record<Stage, Result>>): string[] {
  const lines: string[] = [];
  const perRequest = (result: Result) => (result.evidence.connectionsOpened / result.requests).toFixed(2);
  if (broken && broken.successRate < 0.5)
    lines.push('The latency and req/s of the broken stage are those of error messages, which serve nobody.');
  if (broken && pooled)
    lines.push(
      `Fix 1, the shared pool: success ${formatPercent(broken.successRate)} -> ${formatPercent(pooled.successRate)}. Connections begun per request: ${perRequest(broken)} -> ${perRequest(pooled)}.`,
    );
  if (pooled && indexed)
    lines.push(
      `Fix 2, the index: average latency ${factor(pooled.latencyMs.mean, indexed.latencyMs.mean)}, p99 ${factor(pooled.latencyMs.p99, indexed.latencyMs.p99)}, requests per second ${factor(pooled.requestsPerSecond, indexed.requestsPerSecond)}. ` +
        `Rows of posts read per feed: ${formatCount(pooled.evidence.plan.rowsRead)} (${pooled.evidence.plan.node}) -> ${formatCount(indexed.evidence.plan.rowsRead)} (${indexed.evidence.plan.node}).`,
    );
  return lines;
}

/** Why two results should not be compared, in a sentence each. */
export function whyNotComparable(newest: Partial<Record<Stage, Result>>): string[] {
  const results = Object.values(newest);
  const differs = (value: (result: Result) => unknown) => new Set(results.map(value)).size > 1;
  const list = (value: (result: Result) => string) =>
    results.map((result) => `${result.stage} ${value(result)}`).join(', ');
  return [
    ...(differs((result) => result.posts)
      ? [`The tables were not the same size (posts: ${list((result) => formatCount(result.posts))}).`]
      : []),
    ...(differs((result) => result.users)
      ? [`Not the same number of users (${list((result) => formatCount(result.users))}).`]
      : []),
    ...(differs((result) => result.ratePerSecond ?? 0) ? ['Not the same rate (RATE).'] : []),
    ...(differs((result) => Math.round(result.durationSeconds / 5))
      ? [`Not the same duration (${list((result) => `${Math.round(result.durationSeconds)} s`)}).`]
      : []),
    ...(differs((result) => result.engine.name)
      ? [`Not the same load engine (${list((result) => result.engine.name)}).`]
      : []),
    ...(differs((result) => `${result.machine.cores} ${result.machine.memoryBytes}`) ? ['Not the same machine.'] : []),
  ];
}

/** How the runs were made: machine, and table, users and engine where all had the same. */
export function howItWasRun(newest: Partial<Record<Stage, Result>>): string {
  const results = Object.values(newest);
  const shared = (text: (result: Result) => string) => {
    const texts = new Set(results.map(text));
    return texts.size === 1 ? [...texts] : [];
  };
  return [
    ...shared(({ target }) => target),
    ...shared(({ machine }) => formatMachine(machine)),
    ...shared(({ posts }) => `${formatCount(posts)} posts`),
    ...shared(({ users }) => `${formatCount(users)} users`),
    ...shared(({ durationSeconds }) => `${Math.round(durationSeconds)} s`),
    ...shared(({ engine }) => `${engine.name} ${engine.version}`),
  ].join('; ');
}
