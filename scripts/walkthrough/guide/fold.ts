import colors from 'picocolors';
import type { Folded } from '../page.ts';
import type { Guide } from './guide.ts';
import { decide, type Move, showBlocks } from './prompt.ts';
import { renderHtml } from './render-inline.ts';
import { renderOnPage } from './render-on-page.ts';

/** Shows a summary, and what is behind it only to learners who ask for it. */
export async function showFold(guide: Guide, { summary, markdown }: Folded): Promise<Move> {
  const { lesson, page } = guide;
  const title = renderHtml(lesson.withOwnPorts(summary), lesson.linksFrom(page.file));
  const shown = await showBlocks(guide, [{ lines: [`▸ ${colors.bold(title)}`], isHeading: false }]);
  if (shown !== 'on') return shown;
  const move = await decide(guide, 'Enter continues, o opens it', {
    name: 'o',
    help: `open "${title}"`,
    show: () => showBlocks(guide, renderOnPage(guide, markdown)),
  });
  return move === 'skip' ? 'on' : move;
}
