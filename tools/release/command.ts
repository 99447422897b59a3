import type { Options } from 'zx/core';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
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
    const { exitCode, stdout, stderr } = await run(signal)(options)`${tool} ${args}`;
    signal?.throwIfAborted();
    if (exitCode === 0) return stdout;
    const lastLines = (stderr || stdout).trim().split('\n').slice(-20).join('\n');
    throw new LabError(
      'release_failed',
      `${tool} ${args.slice(0, 3).join(' ')} failed:\n${lastLines}`,
      'Fix the cause, then run this step again: every step can be repeated.',
    );
  };
}
