import { type Stage, stages } from '../scenario/stages.ts';
import { describeConditions } from './conditions.ts';
import { describeDifference, minimumRuns, spreadOf } from './difference.ts';
import { type Measure, measures } from './measures.ts';
import { isFromLearner, type Result } from './result.ts';

/** A comparison of runs here with runs from elsewhere. The report embeds it as JSON, schema 1. */
export interface Comparison {
  /** The conditions and the days of each group. */
  places: { name: string; place: string; days: string }[];
  stages: StageComparison[];
  /** Runs from elsewhere that are not compared, because their code may differ from run to run. */
  leftOut: number;
}

interface StageComparison {
  title: string;
  /** One cell for each measure. */
  groups: { name: string; runs: number; cells: string[] }[];
  /** One sentence for each group from elsewhere. */
  verdicts: string[];
}

/** Runs under the same conditions. */
interface RunGroup {
  /** "here" or "there"; "there 1" and "there 2" if there are several. */
  name: string;
  conditions: string;
  results: Result[];
}

function groupByConditions(side: 'here' | 'there', results: Result[]): RunGroup[] {
  const distinct = [...new Set(results.map(describeConditions))];
  return distinct.map((conditions, index) => ({
    name: distinct.length > 1 ? `${side} ${index + 1}` : side,
    conditions,
    results: results.filter((result) => describeConditions(result) === conditions),
  }));
}

/** Excludes the learner's own variants, whose code may have changed between two runs. */
function runsOfStage(results: Result[], stage: Stage): Result[] {
  return results.filter((result) => result.stage === stage && !isFromLearner(result));
}

/** The groups that have runs of the stage, with only those runs. */
function groupsOfStage(groups: RunGroup[], stage: Stage): RunGroup[] {
  return groups
    .map((group) => ({ ...group, results: runsOfStage(group.results, stage) }))
    .filter(({ results }) => results.length > 0);
}

/** The newest that was not interrupted, if there is one. */
function repetitionsOfNewest(runs: Result[]): Result[] {
  const newest = runs.findLast(({ interruption }) => !interruption) ?? runs.at(-1);
  return runs.filter((run) => newest && describeConditions(run) === describeConditions(newest));
}

/** Excludes results that were given twice, and copies of the runs here. */
function withoutCopies(others: Result[], own: Result[]): Result[] {
  // Results come from the schema, which also orders their fields.
  const known = new Set(own.map((result) => JSON.stringify(result)));
  return others.filter((result) => {
    const text = JSON.stringify(result);
    return !known.has(text) && known.add(text);
  });
}

/** "56.3 ms (52.0 ms to 61.2 ms)": median and range, or each value of fewer than three runs. */
function describeSpread({ value, format }: Measure, results: Result[]): string {
  const values = results.map(value);
  if (values.length < minimumRuns) return values.map(format).join(', ');
  const { median, lowest, highest } = spreadOf(values);
  return `${format(median)} (${format(lowest)} to ${format(highest)})`;
}

function describeDays(results: Result[]): string {
  const days = results.map(({ startedAt }) => startedAt.slice(0, 10)).sort();
  return [...new Set([days[0], days.at(-1)])].join(' to ');
}

function compareStage(title: string, here: RunGroup[], there: RunGroup[]): StageComparison {
  const own = here.flatMap(({ results }) => results);
  return {
    title,
    groups: [...here, ...there].map(({ name, results }) => ({
      name,
      runs: results.length,
      cells: measures.map((measure) => describeSpread(measure, results)),
    })),
    verdicts: there.map(({ name, results }) => `${name}: ${describeDifference(own, results)}`),
  };
}

/**
 * Compares runs from elsewhere with the user's own, stage by stage. "Here" are the runs under the
 * conditions of the stage's newest run.
 * @param own oldest first
 */
export function compareRuns(own: Result[], others: Result[]): Comparison {
  const elsewhere = withoutCopies(others, own);
  const here = groupByConditions(
    'here',
    stages.flatMap(({ stage }) => repetitionsOfNewest(runsOfStage(own, stage))),
  );
  const there = groupByConditions(
    'there',
    stages.flatMap(({ stage }) => runsOfStage(elsewhere, stage)),
  );
  return {
    places: [...here, ...there].map(({ name, conditions, results }) => ({
      name,
      place: conditions,
      days: describeDays(results),
    })),
    stages: stages.map(({ stage, title }) =>
      compareStage(title, groupsOfStage(here, stage), groupsOfStage(there, stage)),
    ),
    leftOut: elsewhere.filter(isFromLearner).length,
  };
}
