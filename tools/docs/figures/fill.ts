import { LabError } from '../../../scripts/lib/lab-error.ts';
import { type Place, type Problem, placesIn } from './markers.ts';

/** Looks a figure up by its name. `page` is the page that shows it, from the top of the checkout: links depend on it. Throws a LabError for an unknown one. */
export type LookUp = (name: string, page: string) => string;

/** A place that does not say what its figure says. */
export interface Difference {
  line: number;
  name: string;
  is: string;
  shouldBe: string;
}

/** A page with its figures put in, what that changed, and what could not be done. */
export interface Filled {
  markdown: string;
  differences: Difference[];
  problems: Problem[];
}

/** What has to stand between the markers. A block keeps an empty line on both sides, or Markdown would not see the table in it. */
function textFor({ block, indent, name }: Place, figure: string): string {
  if (!block && figure.includes('\n'))
    throw new LabError('figure', `${name} is a block`, 'Put both markers on lines of their own.');
  return block ? `\n\n${figure.trim()}\n\n`.replace(/\n(?!\n|$)/g, `\n${indent}`).concat(indent) : figure;
}

/** Puts each figure of a page where it belongs. Filled again, the page stays as it is. */
export function fillPage(page: string, markdown: string, lookUp: LookUp): Filled {
  const { places, problems } = placesIn(markdown);
  const differences: Difference[] = [];
  let filled = '';
  let at = 0;
  for (const place of places) {
    const { name, line, from, to } = place;
    const is = markdown.slice(from, to);
    let shouldBe = is;
    try {
      shouldBe = textFor(place, lookUp(name, page));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      problems.push({ line, text: `${error.message} ${error.whatToDo}` });
    }
    if (shouldBe !== is) differences.push({ line, name, is: is.trim(), shouldBe: shouldBe.trim() });
    filled += markdown.slice(at, from) + shouldBe;
    at = to;
  }
  return { markdown: filled + markdown.slice(at), differences, problems };
}
