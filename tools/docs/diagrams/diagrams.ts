import { relative } from 'node:path/posix';
import { html } from 'hono/html';
import { connectionAndPool } from './connection-and-pool.ts';
import { paletteOf, type Theme, themes } from './palette.ts';
import { poolPerRequest } from './pool-per-request.ts';
import { scanAndIndex } from './scan-and-index.ts';
import { type Diagram, svgFile } from './svg.ts';
import { tableAndIndex } from './table-and-index.ts';

/** Reads the numbers of each diagram from the kept runs in a folder. */
export const diagrams = {
  'connection-and-pool': connectionAndPool,
  'table-and-index': tableAndIndex,
  'scan-and-index': scanAndIndex,
  'pool-per-request': poolPerRequest,
} satisfies Record<string, (folder: string) => Diagram>;

const fileOf = (name: string, theme: Theme) => `docs/diagrams/${name}-${theme}.svg`;

/** A diagram's two files. Paths are from the top of the checkout. */
export function diagramFiles(diagram: Diagram): { file: string; text: string }[] {
  return themes.map((theme) => ({ file: fileOf(diagram.name, theme), text: svgFile(diagram, paletteOf(theme)) }));
}

/** The picture in a page, in the reader's theme, no wider than is comfortable to read. */
export function diagramFigure({ name, alternativeText }: Diagram, page: string): string {
  const link = (theme: Theme) => relative(`/${page}/..`, `/${fileOf(name, theme)}`);
  return String(html`<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${link('dark')}">
  <img src="${link('light')}" width="480" alt="${alternativeText}">
</picture>`);
}
