import { resolve } from 'node:path';
import colors from 'picocolors';
import { formatSeconds } from '../../lib/format.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { decide, type Move, more, noteTime } from './ask.ts';
import type { Guide } from './guide.ts';
import type { BlockNote } from './notebook.ts';
import { renderCode } from './render.ts';
import type { Ran } from './run-commands.ts';
import { describeHelp } from './when-stuck.ts';

export const isCheck = (commands: string) => /\bmake\b.*\bverify\b/.test(commands);

/** What may fail because a port is taken. A variable that is exported in another terminal does not reach this guide. */
const mayWantPort = (commands: string) => /\bmake (?:up|cluster-up|apply-fix|reset)\b/.test(commands);

/** Commands that the learner runs here by pressing Enter, again and again until they succeed or are skipped. */
export async function runBlock(
  guide: Guide,
  { commands, expected }: { commands: string; expected: string[] },
): Promise<Move> {
  const { screen, keyboard, shell, text, signal } = guide;
  const here = text.here(commands);
  const lines = here.split('\n').flatMap((line) => renderCode(line, screen.width(), '  $ '));
  const shown = await screen.show([{ lines: lines.map(colors.bold), isHeading: false }], more(guide));
  if (shown !== 'on') return shown;
  let hint =
    noteOf(guide, commands)?.how === 'ran'
      ? 'You ran this. Enter runs it again, s goes on'
      : 'Enter runs this, s skips it';
  for (;;) {
    const move = await decide(guide, hint);
    if (move === 'skip') return skip(guide, commands, expected);
    if (move !== 'on') return move;
    const ran = await keyboard.lend(() => shell.run(here, signal));
    noteTime(guide, 'running');
    if (ran.interrupted) {
      // As after any verb that somebody stopped.
      process.exitCode ||= 130;
      return 'leave';
    }
    note(guide, commands, ran.code === 0 ? 'ran' : 'failed');
    if (ran.code === 0) {
      screen.say('', colors.dim(`Done, in ${formatSeconds(ran.tookMs)}.`));
      const next = await decide(guide, 'Enter goes on');
      return next === 'skip' ? 'on' : next;
    }
    screen.say('', ...sayFailure(guide, commands, ran), '');
    hint = 'Enter runs it again, s goes on without it';
  }
}

function sayFailure({ text }: Guide, commands: string, { code }: Ran): string[] {
  const how = code === null ? 'It was ended.' : `It ended with ${code}.`;
  const what = isCheck(commands)
    ? `Not there yet: ${how} What it says above leads on; b goes back a page, and a file can be edited now.`
    : `That did not work. ${how} Its last lines say why.`;
  const ports = mayWantPort(commands)
    ? ['When a port is taken: q leaves; export another one as it says above, then `make guide` goes on here.']
    : [];
  return [colors.yellow(what), ...ports, ...describeHelp(commands, resolve(projectFolder, text.folder), text.folder)];
}

function skip(guide: Guide, commands: string, expected: string[]): Move {
  const before = noteOf(guide, commands)?.how;
  if (before === 'ran') return 'on';
  // Who tried in vain and goes on did not skip it.
  if (before !== 'failed') note(guide, commands, 'skipped');
  if (expected.length > 0)
    guide.screen.say(
      'It would have printed, with other numbers:',
      ...renderCode(expected.join('\n'), guide.screen.width()),
      '',
    );
  return 'on';
}

/** What became of the commands that are shown now; of others that stood here before the page was changed, nothing is known. */
function noteOf({ notebook: { notes } }: Guide, commands: string): BlockNote | undefined {
  const { page, part } = notes.place;
  return notes.blocks.find((block) => block.page === page && block.part === part && block.commands === commands);
}

function note(guide: Guide, commands: string, how: BlockNote['how']): void {
  const { notebook } = guide;
  const found = noteOf(guide, commands);
  if (found) found.how = how;
  else notebook.notes.blocks.push({ ...notebook.notes.place, commands, how });
  notebook.keep();
}
