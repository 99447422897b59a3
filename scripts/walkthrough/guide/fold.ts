import colors from 'picocolors';
import type { Folded } from '../page.ts';
import type { Guide } from './guide.ts';
import { decide, type Move, showBlocks } from './prompt.ts';
import { renderMarkdown } from './render.ts';
import { renderHtml } from './render-inline.ts';

/** Shows a summary, and what it stands for only to learners who ask for it. */
export async function showFold(guide: Guide, { summary, markdown }: Folded): Promise<Move> {
  const { screen, lesson } = guide;
  const title = renderHtml(lesson.withOwnPorts(summary), lesson.describeLink);
  const shown = await showBlocks(guide, [{ lines: [`▸ ${colors.bold(title)}`], isHeading: false }]);
  if (shown !== 'on') return shown;
  const move = await decide(guide, 'Enter continues, o opens it', {
    name: 'o',
    help: `open "${title}"`,
    show: () => showBlocks(guide, renderMarkdown(lesson.withOwnPorts(markdown), screen.width(), lesson.describeLink)),
  });
  return move === 'skip' ? 'on' : move;
}
