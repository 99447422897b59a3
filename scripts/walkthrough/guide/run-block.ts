import colors from 'picocolors';
import { formatSeconds } from '../../lib/format.ts';
import type { CommandBlock } from '../page.ts';
import { describeFailure } from './describe-failure.ts';
import type { Guide } from './guide.ts';
import type { BlockNote } from './notebook.ts';
import { decide, type Move, proceed, recordTime, showBlocks } from './prompt.ts';
import { type RenderedBlock, renderCode } from './render.ts';

/** Lets the learner run commands with Enter, until they succeed or are skipped. */
export async function runBlock(guide: Guide, block: CommandBlock): Promise<Move> {
  const { screen, keyboard, shell, lesson, signal } = guide;
  const opensPrompt = block.sql !== undefined;
  const commands = opensPrompt ? 'make psql' : block.commands;
  const own = lesson.withOwnPorts(commands);
  const shown = await showBlocks(guide, renderCommands(own, block.sql, screen.width()));
  if (shown !== 'on') return shown;
  const does = opensPrompt ? 'opens the prompt' : 'runs this';
  const ranBefore = findNote(guide, commands)?.how === 'ran';
  let hint = ranBefore ? `You did this before. Enter ${does} again, s continues` : `Enter ${does}, s skips it`;
  for (;;) {
    const move = await decide(guide, hint);
    if (move === 'skip') return skip(guide, commands, block);
    if (move !== 'on') return move;
    const { code, interrupted, tookMs } = await keyboard.lend(() => shell.run(own, signal));
    recordTime(guide, 'running');
    // At a prompt of SQL, Ctrl-C is meant for a statement.
    if (signal.aborted || (interrupted && !opensPrompt)) {
      // The exit code of any verb that is interrupted.
      process.exitCode ||= 130;
      return 'leave';
    }
    const succeeded = code === 0 || interrupted;
    recordBlock(guide, commands, succeeded ? 'ran' : 'failed');
    if (succeeded) {
      screen.print('', ...(opensPrompt ? [] : [colors.dim(`Done in ${formatSeconds(tookMs)}.`)]));
      return proceed(guide, 'Enter continues');
    }
    screen.print('', ...describeFailure(lesson.folder, commands, code), '');
    hint = 'Enter tries again, s continues without it';
  }
}

/** The commands, and the SQL that is to be typed at the prompt that they open. */
function renderCommands(commands: string, sql: string | undefined, width: number): RenderedBlock[] {
  const block = (text: string, prefix: string): RenderedBlock => {
    const lines = text.split('\n').flatMap((line) => renderCode(line, width, prefix));
    return { lines: lines.map(colors.bold), isHeading: false };
  };
  if (sql === undefined) return [block(commands, '  $ ')];
  const explanation = 'At its prompt, type or paste this. \\q brings you back here.';
  return [block(commands, '  $ '), { lines: [explanation], isHeading: false }, block(sql, '    ')];
}

function skip(guide: Guide, commands: string, { output, isOutputFolded }: CommandBlock): Move {
  const before = findNote(guide, commands)?.how;
  if (before === 'ran') return 'on';
  // After a failure it was tried, not skipped.
  if (before !== 'failed') recordBlock(guide, commands, 'skipped');
  if (output && !isOutputFolded) {
    const lines = renderCode(output.lines.join('\n'), guide.screen.width());
    guide.screen.print('It would have printed something like this, with different numbers:', ...lines, '');
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
  const { page, part } = notebook.notes.place;
  const found = findNote(guide, commands);
  if (found) found.how = how;
  else notebook.notes.blocks.push({ page, part, commands, how });
  notebook.save();
}
