import type { Part, TargetName } from '../page.ts';
import type { NamedPage } from '../pages.ts';

/** A part of a page that is met on one target, and its place among all parts of the page, from 0. */
export interface Step {
  part: Part;
  index: number;
}

/** What a guide does by itself: it has shown the title, and goes on to the next page. */
function withoutTitleAndNext(markdown: string): string {
  return markdown.replace(/^# .*\n*/, '').replace(/\n*^Next: \[.*\]\(.*\)\s*$/m, '');
}

function isFor(part: Part, target: TargetName): boolean {
  if (part.kind === 'run') return part.targets.includes(target);
  return part.kind !== 'text' || part.only === undefined || part.only === target;
}

export function stepsOf({ parts }: NamedPage, target: TargetName): Step[] {
  return parts
    .map((part, index) => ({ part, index }))
    .filter(({ part }) => isFor(part, target))
    .map(({ part, index }) => ({
      index,
      part: part.kind === 'text' ? { ...part, markdown: withoutTitleAndNext(part.markdown) } : part,
    }));
}

/** "3. Two concepts" -> "Two concepts" */
export function titleOf({ title }: NamedPage): string {
  return title.replace(/^\d+\.\s*/, '');
}
