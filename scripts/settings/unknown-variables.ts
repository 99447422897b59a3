import { ConfigError } from '../../app/src/environment.ts';

/**
 * Looks for misspelled variables, which would otherwise have no effect, in what make passes to its
 * commands (MAKEFLAGS). `names` are the known ones.
 * @throws {ConfigError}
 */
export function refuseUnknownVariables(makeFlags: string, names: string[]): void {
  // `make VERB NAME=value` appends `-- NAME=value` to MAKEFLAGS (GNU make, "Options/Recursion").
  const [, ...assignments] = makeFlags.split(/(?:^| )-- /);
  const assigned = [...assignments.join(' ').matchAll(/(?:^|(?<!\\)\s)(\w+)=/g)].map(([, name = '']) => name);
  const unknown = assigned.filter((name) => !names.includes(name) && name !== 'ARGS');
  if (unknown.length > 0) throw new ConfigError(unknown.map((name) => `${name}: unknown variable`).join('\n'));
}
