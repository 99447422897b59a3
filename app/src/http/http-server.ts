import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import { ApiError, errorBody } from '../errors.ts';
import { type Connection, limitConnection } from './connection.ts';
import { expressMessages } from './express-messages.ts';

/** The time limits for the headers of a request, and for all of it; docs/api.md has both. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 20_000;
/**
 * A client that does not read its response is disconnected after one to two times this long:
 * Node.js counts what the kernel buffers at first as progress.
 */
const unreadTimeoutMs = 15_000;

/** Maps Node.js's HTTP parser errors by code (Node.js documentation, "Event: 'clientError'"). */
function asApiError(cause: NodeJS.ErrnoException): ApiError {
  switch (cause.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError('headers_too_large', 'the headers are larger than 16 KiB', { cause });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError('request_timeout', 'the request did not arrive in time', { cause });
    default:
      return new ApiError('malformed_request', 'this is not a valid HTTP request', { cause });
  }
}

/** A response for which Node.js has no ServerResponse. */
function responseText(error: ApiError): string {
  const body = JSON.stringify(errorBody(error));
  const headers = {
    ...error.headers,
    Connection: 'close',
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${lines.join('')}\r\n${body}`;
}

/** Creates an HTTP server whose protocol errors have the same format as the API's errors. */
export function createHttpServer(app: Express): Server {
  const connections = new WeakMap<Duplex, Connection>();
  const server = createServer({
    ...expressMessages(app),
    // createApp() checks the Host header instead: Node.js would respond with 400 and no body.
    requireHostHeader: false,
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // By default, Node.js looks for late requests every 30 s.
    connectionsCheckingInterval: 1000,
  });
  // Otherwise, a client that sends FIN after its request would get no response. Node.js has no
  // other name for this; https://github.com/nodejs/node/blob/v20.11.0/lib/_http_server.js
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket) => connections.set(socket, limitConnection(socket)));
  server.setTimeout(unreadTimeoutMs, (socket) => {
    if (connections.get(socket)?.mayTimeOut() ?? true) socket.destroy();
  });

  function handle(request: IncomingMessage, response: ServerResponse): void {
    connections.get(request.socket)?.begin(request, response);
    // Node.js drops what follows such a request in the same chunk, as if the protocol had changed.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    app(request, response);
  }
  server.on('request', handle);
  server.on('checkContinue', (request, response: ServerResponse) => {
    // json-body.ts asks for the body. After any other response, it may or may not follow.
    response.shouldKeepAlive = false;
    handle(request, response);
  });
  server.on('checkExpectation', (request, response: ServerResponse) => {
    connections.get(request.socket)?.begin(request, response);
    const error = new ApiError('expectation_failed', 'the only supported Expect is 100-continue');
    response.writeHead(error.status, { Connection: 'close', 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(errorBody(error)));
  });

  function refuse(socket: Duplex, error: ApiError): void {
    const connection = connections.get(socket);
    if (!connection || !socket.writable) socket.destroy();
    else if (error.code === 'request_timeout') connection.refuseLate(responseText(error), server.requestTimeout);
    else connection.refuse(responseText(error));
  }
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    if (cause.code === 'ECONNRESET') socket.destroy();
    else refuse(socket, asApiError(cause));
  });
  // Node.js has already detached the socket, and no longer listens for its errors.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    const headers = { Allow: 'GET, HEAD, OPTIONS, POST' };
    refuse(socket, new ApiError('method_not_allowed', 'the API is not a proxy', { headers }));
  });
  return server;
}
