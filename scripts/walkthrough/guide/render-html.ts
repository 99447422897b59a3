import { parseHTML } from 'linkedom/worker';
import colors from 'picocolors';

/** A picture as its words and where its file is. */
export function renderPicture(words: string, file: string): string {
  return `${colors.bold('Picture:')} ${words} (${colors.underline(file)})`;
}

/** Pictures as words, and the words of anything else; comments, such as those around figures, are for those who edit the page. */
export function renderHtml(html: string, address: (url: string) => string): string {
  const { document } = parseHTML(`<html><body>${html.replace(/<br\b[^>]*>/g, '\n')}</body></html>`);
  const pictures = [...document.querySelectorAll('img')].map((image) =>
    renderPicture(image.getAttribute('alt') ?? '', address(image.getAttribute('src') ?? '')),
  );
  const words = document.body.textContent ?? '';
  return [...pictures, words].filter(Boolean).join('\n');
}
