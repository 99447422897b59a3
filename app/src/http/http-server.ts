import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { Express } from 'express';
import { ApiError, errorBody } from '../errors.ts';

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

/** Creates an HTTP server whose protocol errors have the same format as the API's errors. */
export function createHttpServer(app: Express): Server {
  // createApp() checks the Host header instead: Node.js would respond with 400 and no body.
  const server = createServer({ requireHostHeader: false }, app);
  server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
    if (cause.code === 'ECONNRESET' || !socket.writable) return socket.destroy();
    const error = asApiError(cause);
    const body = JSON.stringify(errorBody(error));
    socket.end(
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nConnection: close\r\n` +
        `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
  server.on('checkExpectation', (_request, response) => {
    const error = new ApiError('expectation_failed', 'the only supported Expect is 100-continue');
    response.writeHead(error.status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(errorBody(error)));
  });
  return server;
}
