import { join } from 'node:path';
import colors from 'picocolors';
import { formatSeconds } from '../../lib/format.ts';
import type { CommandBlock } from '../page.ts';
import { findHelpFor } from '../pages.ts';
import type { Guide } from './guide.ts';
import { displayPath } from './lesson.ts';
import type { BlockNote } from './notebook.ts';
import { decide, type Move, proceed, recordTime, showBlocks } from './prompt.ts';
import { renderCode } from './render.ts';

const isCheck = (commands: string) => /\bmake\b.*\bverify\b/.test(commands);

/** Commands that may fail because a port is taken. */
const needsPort = (commands: string) => /\bmake (?:up|cluster-up|apply-fix|reset)\b/.test(commands);

/** Lets the learner run commands with Enter, until they succeed or are skipped. */
export async function runBlock(guide: Guide, { commands, output, isOutputFolded }: CommandBlock): Promise<Move> {
  const { screen, keyboard, shell, lesson, signal } = guide;
  const own = lesson.withOwnPorts(commands);
  const lines = own.split('\n').flatMap((line) => renderCode(line, screen.width(), '  $ '));
  const shown = await showBlocks(guide, [{ lines: lines.map(colors.bold), isHeading: false }]);
  if (shown !== 'on') return shown;
  const ranBefore = findNote(guide, commands)?.how === 'ran';
  let hint = ranBefore ? 'You ran this. Enter runs it again, s continues' : 'Enter runs this, s skips it';
  for (;;) {
    const move = await decide(guide, hint);
    if (move === 'skip') return skip(guide, commands, isOutputFolded ? [] : (output?.lines ?? []));
    if (move !== 'on') return move;
    const { code, interrupted, tookMs } = await keyboard.lend(() => shell.run(own, signal));
    recordTime(guide, 'running');
    if (interrupted) {
      // The exit code of any verb that is interrupted.
      process.exitCode ||= 130;
      return 'leave';
    }
    recordBlock(guide, commands, code === 0 ? 'ran' : 'failed');
    if (code === 0) {
      screen.print('', colors.dim(`Done in ${formatSeconds(tookMs)}.`));
      return proceed(guide, 'Enter continues');
    }
    screen.print('', ...describeFailure(lesson.folder, commands, code), '');
    hint = 'Enter runs it again, s continues without it';
  }
}

function describeFailure(folder: string, commands: string, code: number | null): string[] {
  const how = code === null ? 'it was terminated' : `it exited with ${code}`;
  const what = isCheck(commands)
    ? `Not there yet: ${how}. Its output above shows what is missing; b goes back a page, and you can edit files now.`
    : `That did not work: ${how}. The last lines of its output show why.`;
  // A variable that is exported in another terminal does not reach this guide.
  const port = 'If a port is taken: q quits; export another one as shown above, then `make guide` continues here.';
  const page = displayPath(join(folder, 'when-stuck.md'));
  const headings = findHelpFor(commands, folder).map((heading) => `  • ${heading}`);
  return [
    colors.yellow(what),
    ...(needsPort(commands) ? [port] : []),
    `${page} may help${headings.length > 0 ? ':' : '.'}`,
    ...headings,
  ];
}

function skip(guide: Guide, commands: string, expected: string[]): Move {
  const before = findNote(guide, commands)?.how;
  if (before === 'ran') return 'on';
  // After a failure it was tried, not skipped.
  if (before !== 'failed') recordBlock(guide, commands, 'skipped');
  if (expected.length > 0) {
    const lines = renderCode(expected.join('\n'), guide.screen.width());
    guide.screen.print('It would have printed, with other numbers:', ...lines, '');
  }
  return 'on';
}

/** A note about other commands, from before the page changed, does not count. */
function findNote({ notebook: { notes } }: Guide, commands: string): BlockNote | undefined {
  const { page, part } = notes.place;
  return notes.blocks.find((block) => block.page === page && block.part === part && block.commands === commands);
}

function recordBlock(guide: Guide, commands: string, how: BlockNote['how']): void {
  const { notebook } = guide;
  const found = findNote(guide, commands);
  if (found) found.how = how;
  else notebook.notes.blocks.push({ ...notebook.notes.place, commands, how });
  notebook.save();
}
