import { join } from 'node:path';
import colors from 'picocolors';
import { findHelpFor } from '../pages.ts';
import { displayPath } from './lesson.ts';

const isCheck = (commands: string) => /\bmake\b.*\bverify\b/.test(commands);

/** Commands that may fail because a port is taken. */
const needsPort = (commands: string) => /\bmake (?:up|cluster-up|apply-fix|reset)\b/.test(commands);

/** What to do about commands that exited with this code; null if a signal ended them. */
export function describeFailure(folder: string, commands: string, code: number | null): string[] {
  const how = code === null ? 'it was terminated' : `it exited with ${code}`;
  const what = isCheck(commands)
    ? `Not there yet: ${how}. Its output above shows what is missing. You can edit files now; b goes back a page.`
    : `That did not work: ${how}. The last lines of its output show why.`;
  // A variable that is exported in another terminal does not reach this guide.
  const port =
    'If a port is taken: q quits the guide; export another port as shown above, and `make guide` continues here.';
  const page = displayPath(join(folder, 'when-stuck.md'));
  const headings = findHelpFor(commands, folder).map((heading) => `  • ${heading}`);
  return [
    colors.yellow(what),
    ...(needsPort(commands) ? [port] : []),
    `${page} may help${headings.length > 0 ? ':' : '.'}`,
    ...headings,
  ];
}
