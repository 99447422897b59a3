import { usedAlways } from '../settings/variable-uses.ts';
import { variableDescriptions } from '../settings/variables.ts';
import type { Command } from './command.ts';

function columns(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}

/** All verbs and all variables. */
export function helpForAll(commands: Command[]): string {
  const verbs = columns(commands.map(({ name, summary }) => [name, summary]));
  return `Usage: make VERB [NAME=value ...] [ARGS="--flag ..."]\n\n${verbs}\n\nVariables:\n${columns(variableDescriptions)}`;
}

/** One verb, its flags and the variables that it uses. */
export function helpForOne({ name, summary, flags = {}, uses = [] }: Command): string {
  const rows = Object.entries(flags).map(([flag, { value, several, summary: meaning }]): [string, string] => [
    value ? `--${flag} ${value}${several ? '...' : ''}` : `--${flag}`,
    meaning,
  ]);
  const used: readonly string[] = [...usedAlways, ...uses];
  const variables = variableDescriptions.filter(([variable]) => used.includes(variable));
  const usage = `${summary}\n\nUsage: make ${name}${rows.length > 0 ? ' ARGS="--flag"' : ''} [NAME=value ...]`;
  return `${usage}${rows.length > 0 ? `\n\n${columns(rows)}` : ''}\n\nVariables:\n${columns(variables)}`;
}
