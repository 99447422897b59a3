import type { Flag } from '../../../scripts/commands/command.ts';
import { loadVerbs, verbNames } from '../../../scripts/commands/verbs.ts';
import { readMakeTargets } from './make-targets.ts';
import { code, plain, type Section, section } from './section.ts';

const verbs = await loadVerbs();

/** Verbs of the lab. */
export function verbsSection(): Section {
  return section(
    'Verbs',
    '',
    ['verb', 'does'],
    verbs.map(({ name, summary }) => [code(`make ${name}`), plain(summary)]),
  );
}

/** How a flag is written, with what stands behind it. */
const usageOf = (flag: string, { value, several }: Flag) =>
  `--${flag}${value ? ` ${value}` : ''}${several ? '...' : ''}`;

export function flagsSection(): Section {
  return section(
    'Flags',
    'They go into `ARGS`: `make lab ARGS=--keep`, `make compare ARGS="--with other/*.json"`.',
    ['verb', 'flag', 'does'],
    verbs.flatMap(({ name, flags = {} }) =>
      Object.entries(flags).map(([flag, spec]) => [code(name), code(usageOf(flag, spec)), plain(spec.summary)]),
    ),
  );
}

/** What else make does. */
export function otherTargetsSection(): Section {
  return section(
    'Other targets of make',
    '',
    ['target', 'does'],
    [...readMakeTargets()]
      .filter(([name]) => !verbNames.includes(name))
      .map(([name, words]) => [code(`make ${name}`), plain(words)]),
  );
}
