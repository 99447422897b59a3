import { relative } from 'node:path/posix';
import { html } from 'hono/html';
import { brokenAndFixed } from './broken-and-fixed.ts';
import { connectionAndPool } from './connection-and-pool.ts';
import { growth } from './growth.ts';
import { paletteOf, type Theme, themes } from './palette.ts';
import { poolPerRequest } from './pool-per-request.ts';
import { scanAndIndex } from './scan-and-index.ts';
import { type Diagram, diagramWidth, svgFile } from './svg.ts';
import { tableAndIndex } from './table-and-index.ts';
import { writesChart } from './writes-chart.ts';

/** Reads the numbers of each diagram from the kept runs in a folder. */
export const diagrams = {
  'broken-and-fixed': brokenAndFixed,
  'connection-and-pool': connectionAndPool,
  'table-and-index': tableAndIndex,
  'scan-and-index': scanAndIndex,
  'pool-per-request': poolPerRequest,
  growth,
  writes: writesChart,
} satisfies Record<string, (folder: string) => Diagram>;

const fileOf = (name: string, theme: Theme) => `docs/diagrams/${name}-${theme}.svg`;

/** A diagram's files, one for each theme and width. Paths are from the top of the checkout. */
export function diagramFiles(diagram: Diagram): { file: string; text: string }[] {
  const own = themes.map((theme) => ({ file: fileOf(diagram.name, theme), text: svgFile(diagram, paletteOf(theme)) }));
  return diagram.narrow ? [...own, ...diagramFiles(diagram.narrow)] : own;
}

/** In CSS pixels: on a screen below this, the text of a wide picture would be too small. */
const narrowScreen = 600;

/** The picture in a page, in the reader's theme, no wider than is comfortable to read. */
export function diagramFigure({ name, width, narrow, alternativeText }: Diagram, page: string): string {
  const link = (diagram: string, theme: Theme) => relative(`/${page}/..`, `/${fileOf(diagram, theme)}`);
  const dark = '(prefers-color-scheme: dark)';
  const onNarrowScreens = `(max-width: ${narrowScreen}px)`;
  const narrowSources = narrow
    ? html`
  <source media="${onNarrowScreens} and ${dark}" srcset="${link(narrow.name, 'dark')}">
  <source media="${onNarrowScreens}" srcset="${link(narrow.name, 'light')}">`
    : '';
  return String(html`<picture>${narrowSources}
  <source media="${dark}" srcset="${link(name, 'dark')}">
  <img src="${link(name, 'light')}" width="${width === diagramWidth ? 480 : width}" alt="${alternativeText}">
</picture>`);
}
