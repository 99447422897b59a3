import { ConfigError } from '../../app/src/environment.ts';

/** The names of the variables after the verb, from what make passes to its commands (MAKEFLAGS). */
export function assignedByMake(makeFlags: string): string[] {
  // `make VERB NAME=value` appends `-- NAME=value` to MAKEFLAGS (GNU make, "Options/Recursion").
  const [, ...assignments] = makeFlags.split(/(?:^| )-- /);
  return [...assignments.join(' ').matchAll(/(?:^|(?<!\\)\s)(\w+)=/g)].map(([, name = '']) => name);
}

/**
 * Looks for misspelled variables, which would otherwise have no effect, in what make passes to its
 * commands. `known` are those that exist.
 * @throws {ConfigError}
 */
export function refuseUnknownVariables(makeFlags: string, known: string[]): void {
  const unknown = assignedByMake(makeFlags).filter((name) => !known.includes(name) && name !== 'ARGS');
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => `${name}: unknown variable`).join('\n'));
}
