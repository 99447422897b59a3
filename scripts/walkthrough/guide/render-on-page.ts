import type { Guide } from './guide.ts';
import { type RenderedBlock, renderMarkdown } from './render.ts';

/** Renders Markdown of the page that is shown, with the ports of the learner's lab. */
export function renderOnPage({ lesson, screen, page }: Guide, markdown: string): RenderedBlock[] {
  return renderMarkdown(lesson.withOwnPorts(markdown), screen.width(), lesson.linksFrom(page.file));
}
