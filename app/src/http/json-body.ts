import { isUtf8 } from 'node:buffer';
import express, { type RequestHandler } from 'express';
import { ApiError } from '../errors.ts';

const maximumBodyBytes = 16 * 1024;

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json'))
    throw new ApiError('unsupported_media_type', 'send JSON, with Content-Type: application/json');
  next();
};

/** express.json() would read an empty body as {}, accept UTF-16, and replace invalid UTF-8. */
function requireText(body: Buffer, charset: string): void {
  if (charset !== 'utf-8')
    throw new ApiError('unsupported_media_type', `the charset ${charset} is not supported; send UTF-8`);
  if (body.length === 0) throw new ApiError('invalid_json', 'the body is empty; send JSON');
  if (!isUtf8(body)) throw new ApiError('invalid_json', 'the body is not UTF-8');
}

/** Parses a JSON body of at most 16 KiB into `request.body`. */
export const jsonBody: RequestHandler[] = [
  requireJson,
  express.json({
    limit: maximumBodyBytes,
    verify: (_request, _response, body, charset) => requireText(body, charset),
  }),
];
