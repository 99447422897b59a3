import type { Response } from 'express';
import { serverTiming } from '../request-timing.ts';
import { timingOf } from './measure-requests.ts';

/** The `Server-Timing` header, unless the setting is off or the request is not measured. */
export function timingHeader(response: Response): { 'Server-Timing'?: string } {
  const timing = response.app.enabled('server timing') ? timingOf(response) : undefined;
  return timing ? { 'Server-Timing': serverTiming(timing) } : {};
}

/**
 * Sends `value` as JSON. For every response, Express's response.json() would also read several
 * settings, parse the content type and check for an ETag.
 */
export function sendJson(response: Response, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    ...timingHeader(response),
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
