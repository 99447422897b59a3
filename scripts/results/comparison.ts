import { isDeepStrictEqual } from 'node:util';
import { type Stage, stages } from '../scenario/stages.ts';
import { describeConditions } from './conditions.ts';
import { describeDifference, minimumRuns, spreadOf } from './difference.ts';
import { type Measure, measures } from './measures.ts';
import { isLearnersOwn, type Result } from './result.ts';

/** Runs from elsewhere compared with one's own. The report embeds it as JSON, under schema 1. */
export interface Comparison {
  /** The conditions and the days of each group. */
  places: { name: string; place: string; days: string }[];
  /** With a cell per measure for each group, and a sentence for each group elsewhere. */
  stages: { title: string; groups: { name: string; runs: number; cells: string[] }[]; verdicts: string[] }[];
}

/** Runs under the same conditions. */
interface RunGroup {
  /** "here", "there"; "there 1", "there 2" where there are several. */
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

/** Without the learner's own, whose code may have changed between two runs. */
function runsOfStage(results: Result[], stage: Stage): Result[] {
  return results.filter((result) => result.stage === stage && !isLearnersOwn(result));
}

function repetitionsOfNewest(runs: Result[]): Result[] {
  const newest = runs.at(-1);
  return runs.filter((run) => newest && describeConditions(run) === describeConditions(newest));
}

/** A file may have been given twice, or be a copy of one's own. */
function withoutCopies(others: Result[], own: Result[]): Result[] {
  return others.filter(
    (result, index) => ![...own, ...others.slice(0, index)].some((known) => isDeepStrictEqual(known, result)),
  );
}

/** "56.3 ms (52.0 ms to 61.2 ms)": median, lowest and highest; each value of fewer than three runs. */
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

/**
 * Compares runs from elsewhere with one's own, stage by stage. "Here" are the runs made under the
 * conditions of the stage's newest run.
 * @param own oldest first
 */
export function compareRuns(own: Result[], others: Result[]): Comparison {
  const foreign = withoutCopies(others, own);
  const here = stages.flatMap(({ stage }) => repetitionsOfNewest(runsOfStage(own, stage)));
  const there = stages.flatMap(({ stage }) => runsOfStage(foreign, stage));
  const groups = { here: groupByConditions('here', here), there: groupByConditions('there', there) };
  return {
    places: [...groups.here, ...groups.there].map(({ name, conditions, results }) => ({
      name,
      place: conditions,
      days: describeDays(results),
    })),
    stages: stages.map(({ stage, title }) => {
      const ofStage = (some: RunGroup[]) =>
        some
          .map(({ name, results }) => ({ name, results: runsOfStage(results, stage) }))
          .filter(({ results }) => results.length > 0);
      const elsewhere = ofStage(groups.there);
      return {
        title,
        groups: [...ofStage(groups.here), ...elsewhere].map(({ name, results }) => ({
          name,
          runs: results.length,
          cells: measures.map((measure) => describeSpread(measure, results)),
        })),
        verdicts: elsewhere.map(
          ({ name, results }) => `${name}: ${describeDifference(runsOfStage(here, stage), results)}`,
        ),
      };
    }),
  };
}
