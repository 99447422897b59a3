import type { Request, RequestHandler } from 'express';
import getRawBody from 'raw-body';
import { ApiError } from '../errors.ts';

const maximumBodyBytes = 16 * 1024;

function requireJson(request: Request): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!request.is('application/json'))
    throw new ApiError('unsupported_media_type', 'send JSON, with Content-Type: application/json');
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type) ?? [];
  if (charset.toLowerCase() !== 'utf-8')
    throw new ApiError('unsupported_media_type', `the charset ${charset} is not supported; send UTF-8`);
  if (encoding.toLowerCase() !== 'identity')
    throw new ApiError('unsupported_media_type', 'the Content-Encoding is not supported; send uncompressed JSON');
}

function parseObject(body: Buffer): object {
  if (body.length === 0) throw new ApiError('invalid_json', 'the body is empty; send JSON');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new ApiError('invalid_json', 'the body is not valid JSON in UTF-8', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new ApiError('invalid_json', 'the body is not a JSON object');
  return value;
}

/**
 * Parses a JSON body of at most 16 KiB into `request.body`. Unlike express.json(), it refuses a
 * larger one without reading the rest, and asks for one (`Expect: 100-continue`) only to read it.
 */
export const jsonBody: RequestHandler = async (request, response, next) => {
  requireJson(request);
  const { 'content-length': length = null } = request.headers;
  if (request.headers.expect !== undefined && Number(length ?? 0) <= maximumBodyBytes) response.writeContinue();
  request.body = parseObject(await getRawBody(request, { length, limit: maximumBodyBytes }));
  next();
};
