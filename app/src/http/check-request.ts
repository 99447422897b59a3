import type { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import { ApiError } from '../errors.ts';

/** Names and addresses that are always this machine, with or without a port. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether `host`, the HOST variable, can be reached only from this machine. */
export const isLoopback = (host: string): boolean => loopback.test(host === '::1' ? '[::1]' : host);

/** The host that a request is for: RFC 9112, section 3.2. */
function requestedHost({ rawHeaders, headers, httpVersion, url = '' }: IncomingMessage): string | undefined {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.length === 4 && rawHeaders[index]?.toLowerCase() === 'host') hosts += 1;
  if (hosts > 1) throw new ApiError('malformed_request', 'a request must have exactly one Host header');
  if (httpVersion === '1.1' && !headers.host)
    throw new ApiError('malformed_request', 'an HTTP/1.1 request needs a Host header');
  return /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] ?? headers.host;
}

/**
 * Refuses requests that no route should see. With `isLoopbackOnly`, that includes requests for
 * another host: a web page can make its own host name resolve to 127.0.0.1 (DNS rebinding), and
 * could then read this API in the browser of whoever runs it.
 */
export function checkRequest({ isLoopbackOnly }: { isLoopbackOnly: boolean }): (request: Request) => void {
  return (request) => {
    const host = requestedHost(request);
    if (isLoopbackOnly && host !== undefined && !loopback.test(host))
      throw new ApiError('misdirected_request', 'the API answers requests for localhost, 127.0.0.1 and [::1] only');
    const coding = request.headers['transfer-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'chunked')
      throw new ApiError('unsupported_transfer_encoding', 'the only supported Transfer-Encoding is chunked', {
        headers: { Connection: 'close' },
      });
    // Express decodes only parameters; an invalid path would otherwise be an unknown one.
    decodeURIComponent(request.path);
  };
}
