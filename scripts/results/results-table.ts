import { formatCount, formatMachine, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { formatTable } from '../lib/table.ts';
import { type Stage, stages, titleOfStage } from '../scenario/stages.ts';
import { isOwn, type Result } from './result.ts';

/** What is put side by side: a result of each stage as the lab has it, and one of the learner's own variant. */
export type SideBySide = Partial<Record<Stage | 'mine', Result>>;

/**
 * The newest result of each stage. A learner's own stands in for a stage that has none of the lab's, and never in the place of one;
 * the newest that stands nowhere else is `mine`.
 */
export function newestByStage(results: Result[]): SideBySide {
  const byStage = (some: Result[]) => Object.fromEntries(some.map((result) => [result.stage, result]));
  const own = results.filter(isOwn);
  const newest: SideBySide = { ...byStage(own), ...byStage(results.filter((result) => !isOwn(result))) };
  const mine = own.at(-1);
  return mine && newest[mine.stage] !== mine ? { ...newest, mine } : newest;
}

/** A row of the table. */
export interface Row {
  key: Stage | 'mine';
  title: string;
  /** Undefined for a stage that has none yet. */
  result: Result | undefined;
}

/** A row per stage, measured or not, and one for the learner's own variant when there is a result of it. */
export function rowsOf({ mine, ...lab }: SideBySide): Row[] {
  return [
    ...stages.map(({ stage, title }) => {
      const result = lab[stage];
      return { key: stage, title: result && isOwn(result) ? `${title}, your own` : title, result };
    }),
    ...(mine ? [{ key: 'mine' as const, title: titleOf(mine), result: mine }] : []),
  ];
}

/** What runs are judged by: a column each. */
export interface Measure {
  name: string;
  of(result: Result): number;
  format(value: number): string;
}

export const measures: Measure[] = [
  { name: 'success rate', of: ({ successRate }) => successRate, format: formatPercent },
  { name: 'average latency', of: ({ latencyMs }) => latencyMs.mean, format: formatMilliseconds },
  { name: 'p99 latency', of: ({ latencyMs }) => latencyMs.p99, format: formatMilliseconds },
  { name: 'req/s', of: ({ requestsPerSecond }) => requestsPerSecond, format: formatCount },
];

/** What the columns of the scenario's table are called. */
export const resultsHead = ['run', ...measures.map(({ name }) => name)];

/** The scenario's table, one row per stage; a stage without a result is left blank. */
export function resultsRows(newest: SideBySide): string[][] {
  return rowsOf(newest).map(({ title, result }) => [title, ...resultCells(result)]);
}

/** The same, for a terminal. */
export function resultsTable(newest: SideBySide): string {
  return formatTable(resultsRows(newest), { head: resultsHead, numbers: [1, 2, 3, 4] });
}

/** What a result is called: by its stage, or as the learner's own and the stage that it is like under load: whether it holds is for verify to say. */
export function titleOf(result: Pick<Result, 'stage' | 'variant' | 'migration'>): string {
  const title = titleOfStage(result.stage);
  return isOwn(result) ? `Your own, like ${title}` : title;
}

function resultCells(result: Result | undefined): string[] {
  return measures.map(({ of, format }) => (result ? format(of(result)) : ''));
}

/** Why two results should not be compared, in a sentence each. */
export function whyNotComparable(newest: SideBySide): string[] {
  const results = Object.values(newest);
  const differs = (value: (result: Result) => unknown) => new Set(results.map(value)).size > 1;
  const list = (value: (result: Result) => string) =>
    Object.entries(newest)
      .map(([name, result]) => `${name} ${value(result)}`)
      .join(', ');
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
export function howItWasRun(newest: SideBySide): string {
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
