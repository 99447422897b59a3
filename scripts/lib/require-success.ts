import { LabError, type LabErrorCode } from './lab-error.ts';

/** What a command printed. */
export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Returns what a command printed to standard output. `lines` is how much of its messages an error
 * quotes.
 * @throws {LabError} with `code`, the start of the command and the end of its messages
 */
export function requireSuccess(
  { exitCode, stdout, stderr }: Outcome,
  [tool, ...args]: string[],
  { code, lines, whatToDo }: { code: LabErrorCode; lines: number; whatToDo: string },
): string {
  if (exitCode === 0) return stdout;
  const lastLines = (stderr || stdout).trim().split('\n').slice(-lines).join('\n');
  throw new LabError(code, `${tool} ${args.slice(0, 3).join(' ')} failed:\n${lastLines}`, whatToDo);
}
