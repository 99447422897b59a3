import { sendRequest } from './send-request.ts';

/**
 * Asks as a browser does that has an earlier response, whether it is still the newest (RFC 9110,
 * 13.1.2). Resolves to what is wrong if the API says so, although it has changed.
 * @param last the headers of the earlier response
 */
export async function isCalledUnchanged(address: string, path: string, last: Headers): Promise<string | undefined> {
  const validators = [
    ['if-none-match', last.get('etag')],
    ['if-modified-since', last.get('last-modified')],
  ].filter((header): header is [string, string] => header[1] !== null);
  if (validators.length === 0) return undefined;
  // fetch() would add no-cache, which forbids a 304.
  const headers = { ...Object.fromEntries(validators), 'cache-control': 'max-age=0' };
  const { status } = await sendRequest(address, path, { headers });
  return status === 304 ? `GET ${path} had changed, and got status 304 (If-None-Match, If-Modified-Since)` : undefined;
}
