import { type Stage, stages } from '../scenario/stages.ts';
import { describeDifference } from './describe-difference.ts';
import { fewestRuns, spreadOf } from './noise.ts';
import { byPlace } from './places.ts';
import { isOwn, type Result } from './result.ts';
import { type Measure, measures } from './results-table.ts';

/** Runs of one stage at one place. */
export interface Group {
  /** "here", "there", "there 2". */
  name: string;
  runs: number;
  /** A cell per measure. */
  cells: string[];
}

/** A stage here and elsewhere. */
export interface StageComparison {
  title: string;
  groups: Group[];
  /** What differs by more than the noise, a sentence per group elsewhere. */
  verdicts: string[];
}

/** Runs of other machines or days compared with one's own. */
export interface Comparison {
  /** Where the groups were measured, by their names. */
  places: { name: string; place: string; days: string }[];
  stages: StageComparison[];
}

/** "56.3 ms (52.0 ms to 61.2 ms)": median, lowest and highest; with fewer than three runs, each. */
function cellOf({ of, format }: Measure, results: Result[]): string {
  const values = results.map(of);
  const { median, lowest, highest, runs } = spreadOf(values);
  return runs < fewestRuns
    ? values.map(format).join(', ')
    : `${format(median)} (${format(lowest)} to ${format(highest)})`;
}

function daysOf(results: Result[]): string {
  const days = results.map(({ startedAt }) => startedAt.slice(0, 10)).sort();
  return [...new Set([days[0], days.at(-1)])].join(' to ');
}

const identify = (result: Result) => JSON.stringify(result);

/** One name per place, in the order of appearance: "there", or "there 1", "there 2" where there are several. */
function namePlaces(side: string, groups: [place: string, results: Result[]][]): Map<string, string> {
  const places = [...new Set(groups.map(([place]) => place))];
  return new Map(places.map((place, index) => [place, places.length > 1 ? `${side} ${index + 1}` : side]));
}

/**
 * Compares runs from elsewhere with one's own, stage by stage. "Here" are the runs made as the newest of the stage was. The learner's
 * own variant is left out: from run to run it may be other code.
 * @param own oldest first
 */
export function compareRuns(own: Result[], others: Result[]): Comparison {
  // The same file can be named twice, or be one of one's own; it is one run all the same.
  const known = new Set(own.map(identify));
  const foreign = [...new Map(others.map((result) => [identify(result), result])).values()].filter(
    (result) => !known.has(identify(result)),
  );
  const runsOf = (results: Result[], stage: Stage) =>
    byPlace(results.filter((result) => result.stage === stage && !isOwn(result)));
  const perStage = stages.map(({ stage, title }) => {
    const newest = own.findLast((result) => result.stage === stage && !isOwn(result));
    const here = [...runsOf(own, stage)].filter(([, results]) => newest && results.includes(newest));
    return { title, here, there: [...runsOf(foreign, stage)] };
  });
  const hereNames = namePlaces(
    'here',
    perStage.flatMap(({ here }) => here),
  );
  const thereNames = namePlaces(
    'there',
    perStage.flatMap(({ there }) => there),
  );
  const describe = (names: Map<string, string>, groups: [string, Result[]][]) =>
    [...names].map(([place, name]) => ({
      name,
      place,
      days: daysOf(groups.filter(([known]) => known === place).flatMap(([, results]) => results)),
    }));
  const group = (names: Map<string, string>, [place, results]: [string, Result[]]): Group => ({
    name: names.get(place) ?? '',
    runs: results.length,
    cells: measures.map((measure) => cellOf(measure, results)),
  });
  return {
    places: [
      ...describe(
        hereNames,
        perStage.flatMap(({ here }) => here),
      ),
      ...describe(
        thereNames,
        perStage.flatMap(({ there }) => there),
      ),
    ],
    stages: perStage.map(({ title, here, there }) => ({
      title,
      groups: [...here.map((runs) => group(hereNames, runs)), ...there.map((runs) => group(thereNames, runs))],
      verdicts: there.map(([place, results]) =>
        describeDifference(thereNames.get(place) ?? '', here[0]?.[1] ?? [], results),
      ),
    })),
  };
}
