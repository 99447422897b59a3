import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEventStream, type EventStream } from './event-stream.ts';

/** The page needs only its own files and the event stream of its own server. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const readPageFile = (path: string) => ({ type: contentTypes[extname(path)], body: readFileSync(path) });

/** Every file of the page by its URL path, read once. No other file is served. */
function readPageFiles(): Map<string, ReturnType<typeof readPageFile>> {
  const folder = fileURLToPath(new URL('page/', import.meta.url));
  const uplot = createRequire(import.meta.url).resolve('uplot/dist/uPlot.esm.js');
  const own = readdirSync(folder).filter((name) => extname(name) in contentTypes);
  return new Map([
    ...own.map((name) => [name === 'index.html' ? '/' : `/${name}`, readPageFile(`${folder}${name}`)] as const),
    ['/vendor/uplot.js', readPageFile(uplot)],
    ['/vendor/uplot.css', readPageFile(uplot.replace('uPlot.esm.js', 'uPlot.min.css'))],
  ]);
}

/** Prevents DNS rebinding: an origin whose name resolves to 127.0.0.1 sends that name as Host. */
function isAllowedHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
}

function reject(response: ServerResponse, status: number, message: string, more: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

/** Serves the page, and at /events the event stream, which starts with `initialState()`. */
export function createLiveServer(initialState: () => unknown): { server: Server; events: EventStream } {
  const files = readPageFiles();
  const events = createEventStream();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    // A pipelined request would wait for the responses before it, and an event stream has no end.
    // Its response has no socket yet, and would not notice a disconnect. No browser pipelines.
    if (!response.socket) return void request.socket.destroy();
    const path = request.url?.split('?')[0] ?? '/';
    if (!isAllowedHost(request.headers.host)) return reject(response, 421, 'This page is for 127.0.0.1 only.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return reject(response, 405, 'This page is read-only.', { Allow: 'GET, HEAD' });
    if (path === '/events' && request.method === 'GET') return events.add(response, headers, initialState());
    const file = files.get(path);
    if (!file) return reject(response, 404, 'There is no such page. The lab is at /');
    response.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };
  return { server: createServer(handle), events };
}
