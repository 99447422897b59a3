import { formatCount, formatMachineSize } from '../lib/format.ts';
import { formatMachine } from '../lib/machine.ts';
import { describeInterruption } from './interruption.ts';
import type { Result } from './result.ts';
import type { ResultsByStage } from './results-by-stage.ts';

interface Condition {
  name: string;
  /** Equal texts mean equal conditions; '' if the run has no such condition. */
  describe(result: Result): string;
}

/**
 * The conditions that have to be equal for two runs to be repetitions of each other. They do not
 * include the version of the engine: an update would separate runs that measure the same thing.
 */
const conditions: Condition[] = [
  { name: 'machine', describe: ({ machine }) => formatMachineSize(machine) },
  { name: 'target', describe: ({ target }) => target },
  { name: 'load engine', describe: ({ engine }) => engine.name },
  { name: 'number of posts', describe: ({ posts }) => `${formatCount(posts)} posts` },
  { name: 'number of users', describe: ({ users }) => `${formatCount(users)} users` },
  {
    name: 'request rate',
    describe: ({ ratePerSecond }) => (ratePerSecond ? `${formatCount(ratePerSecond)} req/s requested` : ''),
  },
];

/** Rounded, because the last requests make a test a little longer than requested. */
const duration: Condition = {
  name: 'duration',
  describe: ({ durationSeconds }) =>
    `${durationSeconds < 10 ? Math.floor(durationSeconds) : Math.round(durationSeconds / 5) * 5} s`,
};

/** An interrupted run does not count as a repetition of one that was not. */
const interruption: Condition = {
  name: 'interruption',
  describe: ({ interruption: pause }) => (pause ? describeInterruption(pause) : ''),
};

function differs({ describe }: Condition, results: Result[]): boolean {
  return new Set(results.map(describe)).size > 1;
}

/** Where and how a run was made; equal for runs that are repetitions of each other. */
export function describeConditions(result: Result): string {
  return [...conditions, interruption]
    .map(({ describe }) => describe(result))
    .filter((text) => text !== '')
    .join('; ');
}

/** The names of the conditions that are not equal in all these runs. */
export function differentConditions(results: Result[]): string[] {
  return [...conditions, interruption].filter((condition) => differs(condition, results)).map(({ name }) => name);
}

/** One for each run whose numbers include a pause. */
function interruptionWarnings(byStage: ResultsByStage): string[] {
  return Object.entries(byStage).flatMap(([stage, { interruption: pause }]) =>
    pause ? [`Do not compare ${stage}: its load test was ${describeInterruption(pause)}. Run it again.`] : [],
  );
}

/**
 * Warnings against comparing the results of the stages: one for each interrupted run, and one for
 * each different condition.
 */
export function comparisonWarnings(byStage: ResultsByStage): string[] {
  const runs = Object.entries(byStage);
  const differences = [...conditions, duration]
    .filter((condition) => differs(condition, Object.values(byStage)))
    .map(({ name, describe }) => {
      const values = runs.map(([stage, result]) => `${stage}: ${describe(result) || 'none'}`).join('; ');
      return `Compare with care: the ${name} differs (${values}).`;
    });
  return [...interruptionWarnings(byStage), ...differences];
}

/** '' without tuning: CPU limits then set the pace, and PostgreSQL has its default. */
function describeTuning({ tuning }: Result): string {
  return tuning ? `scram_iterations ${formatCount(tuning.scramIterations)}` : '';
}

/** "100 users; 30 s; 27,000 posts; scram_iterations 9,216", for one run. */
export function describeRun(result: Result): string {
  const { users, ratePerSecond, durationSeconds, posts } = result;
  return [
    `${formatCount(users)} users`,
    ...(ratePerSecond ? [`${formatCount(ratePerSecond)} req/s requested`] : []),
    `${Math.round(durationSeconds)} s`,
    `${formatCount(posts)} posts`,
    describeTuning(result),
  ]
    .filter((text) => text !== '')
    .join('; ');
}

/** The conditions that all runs share: target, machine, posts, tuning, users, duration, engine. */
export function describeSharedConditions(byStage: ResultsByStage): string {
  const results = Object.values(byStage);
  const facts: ((result: Result) => string)[] = [
    ({ target }) => target,
    ({ machine }) => formatMachine(machine),
    ({ posts }) => `${formatCount(posts)} posts`,
    describeTuning,
    ({ users }) => `${formatCount(users)} users`,
    duration.describe,
    ({ engine }) => `${engine.name} ${engine.version}`,
  ];
  return facts
    .map((describe) => [...new Set(results.map(describe))])
    .filter((texts) => texts.length === 1 && texts[0] !== '')
    .join('; ');
}
