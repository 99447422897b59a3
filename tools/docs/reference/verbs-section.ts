import { join } from 'node:path';
import type { Flag } from '../../../scripts/commands/command.ts';
import { loadVerbs, verbNames } from '../../../scripts/commands/verbs.ts';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { code, plain, type Section, section } from './section.ts';

const verbs = await loadVerbs();

/** The targets that the Makefile's help lists, with their summaries. */
export function readMakeTargets(): Map<string, string> {
  const makefile = readText(join(projectFolder, 'Makefile'));
  return new Map(
    [...makefile.matchAll(/^([a-z0-9-]+):.*## (.*)$/gm)].map(([, name = '', summary = '']) => [name, summary]),
  );
}

export function verbsSection(): Section {
  const rows = verbs.map(({ name, summary }) => [code(`make ${name}`), plain(summary)]);
  return section(
    'Verbs',
    'The targets of `make` that use the lab. They act on the cluster, or with `TARGET=local` on this machine, which is the default for `lab`, `guide` and `dev`.',
    ['verb', 'does'],
    rows,
  );
}

const flagUsage = (flag: string, { value, several }: Flag) =>
  `--${flag}${value ? ` ${value}` : ''}${several ? '...' : ''}`;

export function flagsSection(): Section {
  const rows = verbs.flatMap(({ name, flags = {} }) =>
    Object.entries(flags).map(([flag, spec]) => [code(name), code(flagUsage(flag, spec)), plain(spec.summary)]),
  );
  return section(
    'Flags',
    'Pass them in `ARGS`: `make lab ARGS=--keep`, `make compare ARGS="--with other/*.json"`.',
    ['verb', 'flag', 'does'],
    rows,
  );
}

export function otherTargetsSection(): Section {
  const rows = [...readMakeTargets()]
    .filter(([name]) => !verbNames.includes(name))
    .map(([name, summary]) => [code(`make ${name}`), plain(summary)]);
  return section(
    'Other targets of make',
    '[CONTRIBUTING.md](../CONTRIBUTING.md) has more about those that work on the lab.',
    ['target', 'does'],
    rows,
  );
}
