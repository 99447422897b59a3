import { asLabError } from './system-errors.ts';
import { visibleText } from './visible-text.ts';

/**
 * Runs a program with its arguments. A LabError is printed without a stack trace. The exit code is
 * 2 for wrong usage and settings, 1 for other failures, and after a signal the one that
 * stop-signal.ts has set.
 */
export async function runMain(main: (args: string[]) => Promise<void>): Promise<void> {
  await main(process.argv.slice(2)).catch(printFailure);
  await Promise.all([process.stdout, process.stderr].map(flush));
  // Otherwise, Node.js 20 waits forever, and busily, if a socket was reset while it was shutting
  // down.
  process.exit();
}

/** Resolves when all that was written has been handed over, or nobody reads it anymore. */
const flush = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write('', () => resolve()));

let hasPrintedStop = false;

/**
 * Prints why a program failed and sets its exit code, without exiting. The first error after a
 * signal is a consequence of it; a later one, such as an error of the cleanup, is not.
 */
export function printFailure(thrown: unknown): void {
  const isStopped = Number(process.exitCode) > 128 && !hasPrintedStop;
  if (isStopped || (process.exitCode && (thrown as Error).name === 'AbortError')) {
    hasPrintedStop = true;
    console.error('Stopped.');
    return;
  }
  const error = asLabError(thrown);
  process.exitCode ||= error?.code === 'usage' || error?.code === 'settings' ? 2 : 1;
  // It can contain file names, output of programs and lines from logs.
  if (error) console.error(visibleText(`\n${error.message}\n${error.whatToDo} (${error.code})`));
  else console.error(thrown);
}
