import type { Options } from 'zx/core';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { requireSuccess } from '../../scripts/lib/require-success.ts';
import { run } from '../../scripts/lib/run.ts';

export type Command = (tool: string, args: string[], input?: string) => Promise<string>;

/**
 * Returns a function that runs a tool in the checkout's folder and resolves to its standard output;
 * `signal` kills it.
 * @throws {LabError} `release_failed` with the end of the tool's messages
 */
export function commandRunner(signal?: AbortSignal): Command {
  return async (tool, args, input) => {
    const options: Partial<Options> = { cwd: projectFolder };
    // Without input, stdin stays ignored: if it were open, cosign would wait for a password.
    if (input) Object.assign(options, { input, stdio: ['pipe', 'pipe', 'pipe'] });
    const outcome = await run('release', signal)(options)`${tool} ${args}`;
    signal?.throwIfAborted();
    const whatToDo = 'Fix the cause, then run this step again: every step can be repeated.';
    return requireSuccess(outcome, [tool, ...args], { code: 'release_failed', lines: 20, whatToDo });
  };
}
