import { relative } from 'node:path/posix';
import { html } from 'hono/html';
import type { Written } from '../../write/written.ts';
import type { FigureList } from '../figures/kept-results.ts';
import type { Diagram } from './diagram.ts';
import { paletteOf, type Theme, themes } from './palette.ts';
import { poolPerRequest } from './pool-per-request.ts';
import { scanAndIndex } from './scan-and-index.ts';
import { svgFile } from './svg.ts';

/** Every picture of the pages by its name; `folder` is where runs are kept. */
export const diagrams: Record<string, (folder: string) => Diagram> = {
  'scan-and-index': scanAndIndex,
  'pool-per-request': poolPerRequest,
};

const fileOf = (name: string, theme: Theme) => `docs/diagrams/${name}-${theme}.svg`;

/** A picture's two files, paths from the top of the checkout. */
export function diagramFiles({ name, title, height, draw }: Diagram): Written[] {
  return themes.map((theme) => {
    const palette = paletteOf(theme);
    return { file: fileOf(name, theme), text: svgFile(title, height, palette, draw(palette)) };
  });
}

/** How a page shows a picture: light or dark as its reader has it, not wider than is comfortable, and in words. */
function pictureIn(page: string, { name, words }: Diagram): string {
  const link = (theme: Theme) => relative(`/${page}/..`, `/${fileOf(name, theme)}`);
  return String(html`<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${link('dark')}">
  <img src="${link('light')}" width="480" alt="${words}">
</picture>`);
}

/** `diagram.scan-and-index` and its like. */
export function diagramFigures(folder: string): FigureList {
  return Object.fromEntries(
    Object.entries(diagrams).map(([name, read]) => [`diagram.${name}`, (page) => pictureIn(page, read(folder))]),
  );
}
