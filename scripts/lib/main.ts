import { asLabError } from './system-errors.ts';

/**
 * Runs a program with its arguments. A LabError is printed without a stack. The exit code is 2 for
 * wrong usage and settings, 1 for other failures, and what stop-signal.ts has set after a signal.
 */
export async function runMain(main: (args: string[]) => Promise<void>): Promise<void> {
  await main(process.argv.slice(2)).catch(printFailure);
}

/** Prints why a program failed and sets its exit code; for programs that still have work to do. */
export function printFailure(thrown: unknown): void {
  // Set by a signal: the error is only a consequence of the abort.
  if (process.exitCode) {
    console.error('Stopped.');
    return;
  }
  const error = asLabError(thrown);
  process.exitCode = error?.code === 'usage' || error?.code === 'settings' ? 2 : 1;
  if (error) console.error(`\n${error.message}\n${error.whatToDo} (${error.code})`);
  else console.error(thrown);
}
