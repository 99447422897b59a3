import { sendRequest } from './send-request.ts';

/**
 * Sends a conditional request, as a browser with an earlier response does (RFC 9110, 13.1.2).
 * Resolves to whether the API answered 304: the earlier response is still right.
 * @param last the headers of the earlier response
 */
export async function isUnchanged(address: string, path: string, last: Headers): Promise<boolean> {
  const validators = [
    ['if-none-match', last.get('etag')],
    ['if-modified-since', last.get('last-modified')],
  ].filter((header): header is [string, string] => header[1] !== null);
  if (validators.length === 0) return false;
  // fetch() would add no-cache, which forbids a 304.
  const headers = { ...Object.fromEntries(validators), 'cache-control': 'max-age=0' };
  return (await sendRequest(address, path, { headers })).status === 304;
}

/** For a request whose response has changed. */
export const wrongly304 = (path: string): string =>
  `GET ${path} got status 304, although the response had changed (If-None-Match, If-Modified-Since)`;
