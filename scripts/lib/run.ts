import { $, which } from 'zx/core';
import { type Child, childEnvironment } from './child-environment.ts';
import { LabError } from './lab-error.ts';

/**
 * Runs a command without output or stdin, with the environment of `child`. Failures do not throw.
 * `signal` kills the command.
 */
export function run(child: Child, signal?: AbortSignal) {
  return $({
    quiet: true,
    nothrow: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(child),
    ...(signal && { signal }),
  });
}

/** The path of a tool; undefined if it is not installed. */
export async function findTool(name: string): Promise<string | undefined> {
  return (await which(name, { nothrow: true })) ?? undefined;
}

/** @throws {LabError} `tool_missing`, which says where to get the tool */
export async function requireTool(name: string, whereToGetIt: string): Promise<string> {
  const path = await findTool(name);
  if (!path) throw new LabError('tool_missing', `${name} is not installed.`, whereToGetIt);
  return path;
}
