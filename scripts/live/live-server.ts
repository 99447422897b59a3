import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { EventStream } from './event-stream.ts';
import { readPageFiles } from './page-files.ts';

/** The page needs its own files and the stream of its own server: everything else is refused by the browser itself. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** A page of another origin can lead its own name to 127.0.0.1 (DNS rebinding), but then it names itself here. */
function isOurName(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
}

function refuse(response: ServerResponse, status: number, message: string, more: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

/** Serves the page, and the stream of events at /events. `opening` is what each new listener is told first. */
export function createLiveServer(opening: () => unknown): { server: Server; events: EventStream } {
  const files = readPageFiles();
  const events = new EventStream();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url?.split('?')[0] ?? '/';
    if (!isOurName(request.headers.host)) return refuse(response, 421, 'This page is for 127.0.0.1 alone.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'This page is only for looking.', { Allow: 'GET, HEAD' });
    if (path === '/events' && request.method === 'GET') return events.add(response, headers, opening());
    const file = files.get(path);
    if (!file) return refuse(response, 404, 'There is no such page. The lab is at /');
    response.writeHead(200, { ...headers, 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };
  return { server: createServer(answer), events };
}
