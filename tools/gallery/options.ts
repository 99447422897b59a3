import { parseArgs } from 'node:util';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { targetNames } from '../../scripts/settings/variables.ts';
import { chooseFixes } from './choose-fixes.ts';
import { fixes } from './fixes.ts';

/** The variables of `make gallery`, besides TARGET. */
export const galleryVariableNames = ['RUNS', 'GALLERY'] as const;

export const help = `Applies wrong and right fixes to a lab of its own, and compares the verdicts of verify with the expected ones.

Usage: make gallery [RUNS=3] [GALLERY=sample|all|TEXT,TEXT] [TARGET=local|kind] [ARGS="--busy --seed N --record"]

  RUNS      how many times each fix is judged [1]; from the second run on, in another order
  GALLERY   all, sample, or the fixes with one of these texts in their name [all; in the running cluster: sample]
  --busy    keep one processor busy meanwhile, as another program would
  --seed    the order of the first run; 0 is that of docs/verify.md [0]
  --record  keep the runs in docs/runs; make docs then puts them in docs/verify.md.
            An interrupted recording is continued after the last fix that was judged: give the --seed of that run`;

const usage = (message: string) => new LabError('usage', message, 'See: make gallery ARGS=--help');

function wholeNumber(name: string, text: string, smallest: number): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= smallest) return Number(text);
  throw usage(`${name}: expected a whole number of at least ${smallest}, got "${text}".`);
}

function parseFlags(args: string[]) {
  try {
    const flag = { type: 'boolean', default: false } as const;
    return parseArgs({ args, options: { busy: flag, record: flag, seed: { type: 'string', default: '0' } } }).values;
  } catch (error) {
    throw usage((error as Error).message);
  }
}

/**
 * Reads the flags, and the variables from `environment`.
 * @throws {LabError} `usage`
 */
export function readOptions(args: string[], { RUNS, GALLERY, TARGET }: NodeJS.ProcessEnv) {
  const target = targetNames.find((name) => name === (TARGET || 'local'));
  if (!target) throw usage(`TARGET: expected one of ${targetNames.join(', ')}, got "${TARGET}".`);
  const { busy, record, seed } = parseFlags(args);
  const wanted = GALLERY || (target === 'kind' ? 'sample' : 'all');
  // A run of a few fixes would look like one of all of them.
  if (record && wanted !== 'all' && wanted !== 'sample') throw usage('--record: expected GALLERY=all or sample.');
  return {
    ...{ target, busy, record },
    fixes: chooseFixes(fixes, wanted),
    runs: wholeNumber('RUNS', RUNS || '1', 1),
    firstSeed: wholeNumber('--seed', seed, 0),
  };
}

export type GalleryOptions = ReturnType<typeof readOptions>;
