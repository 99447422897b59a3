import { type PlotOptions, plot } from '@observablehq/plot';
import { raw } from 'hono/html';
import { parseHTML } from 'linkedom/worker';
import type { Fragment } from './fragment.ts';

// linkedom/worker is linkedom in one file: a fifth of the time to load.
const { document } = parseHTML('<html><body></body></html>');

type Svg = ReturnType<typeof document.createElement>;

/** Draws a picture as SVG, without a browser. `words` say what is seen, with its numbers, to who does not see it. */
export function draw(options: PlotOptions, words: string): Fragment {
  // Plot's types speak of a browser's DOM, which scripts do not have; this one has what is used of it.
  const svg: Svg = plot({
    ...options,
    document: document as unknown as NonNullable<PlotOptions['document']>,
    className: 'picture',
  });
  svg.setAttribute('font-size', '13');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words);
  // Plot names the parts of its picture in English for screen readers; the picture as a whole is described above.
  for (const part of svg.querySelectorAll('[aria-label], [aria-hidden]')) {
    part.removeAttribute('aria-label');
    part.removeAttribute('aria-hidden');
  }
  svg.querySelector('style')?.remove();
  return raw(svg.outerHTML);
}
