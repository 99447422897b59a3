import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as it goes to the browser. */
export interface PageFile {
  type: string;
  body: Buffer;
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const folder = fileURLToPath(new URL('page/', import.meta.url));
const charts = createRequire(import.meta.url).resolve('uplot/dist/uPlot.esm.js');

function pageFile(path: string): PageFile {
  return { type: types[extname(path)] ?? 'application/octet-stream', body: readFileSync(path) };
}

/** Every file of the page by its address, read once: what is not listed here cannot be asked for. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const own = readdirSync(folder).filter((name) => extname(name) in types);
  return new Map([
    ...own.map((name) => [name === 'index.html' ? '/' : `/${name}`, pageFile(`${folder}${name}`)] as const),
    ['/vendor/uplot.js', pageFile(charts)],
    ['/vendor/uplot.css', pageFile(charts.replace('uPlot.esm.js', 'uPlot.min.css'))],
  ]);
}
