import express, { type RequestHandler } from 'express';
import { ApiError } from '../errors.ts';

const maximumBodyBytes = 16 * 1024;

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json'))
    throw new ApiError('unsupported_media_type', 'send JSON, with Content-Type: application/json');
  // express.json() takes an empty body for an empty object.
  if (request.get('content-length') === '0') throw new ApiError('invalid_json', 'the body is empty; send JSON');
  next();
};

/** Reads a JSON body of at most 16 KiB into `request.body`. */
export const jsonBody: RequestHandler[] = [requireJson, express.json({ limit: maximumBodyBytes })];
