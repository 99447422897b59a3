import { relative } from 'node:path/posix';
import { html } from 'hono/html';
import { paletteOf, type Theme, themes } from './palette.ts';
import { poolPerRequest } from './pool-per-request.ts';
import { scanAndIndex } from './scan-and-index.ts';
import { type Diagram, svgFile } from './svg.ts';

/** `folder` is where the runs are kept. */
const diagrams: Record<string, (folder: string) => Diagram> = {
  'scan-and-index': scanAndIndex,
  'pool-per-request': poolPerRequest,
};

export const diagramNames = Object.keys(diagrams);

export function readDiagram(name: string, folder: string): Diagram {
  const read = diagrams[name];
  if (!read) throw new Error(`there is no diagram ${name}`);
  return read(folder);
}

const fileOf = (name: string, theme: Theme) => `docs/diagrams/${name}-${theme}.svg`;

/** A diagram's two files. Paths are from the top of the checkout. */
export function diagramFiles(diagram: Diagram): { file: string; text: string }[] {
  return themes.map((theme) => ({ file: fileOf(diagram.name, theme), text: svgFile(diagram, paletteOf(theme)) }));
}

/** The picture in a page, in the reader's theme, no wider than is comfortable to read. */
export function diagramFigure(name: string, folder: string, page: string): string {
  const link = (theme: Theme) => relative(`/${page}/..`, `/${fileOf(name, theme)}`);
  return String(html`<picture>
  <source media="(prefers-color-scheme: dark)" srcset="${link('dark')}">
  <img src="${link('light')}" width="480" alt="${readDiagram(name, folder).alternativeText}">
</picture>`);
}
