import type { OutgoingHttpHeaders } from 'node:http';
import type { Response } from 'express';
import { serverTiming } from '../request-timing.ts';
import { timingOf } from './measure-requests.ts';

/**
 * Adds `Server-Timing` to the headers of a response, unless the setting is off or the request is
 * not measured. Spreading it into them would triple the time that writing all headers takes.
 */
export function addTiming(response: Response, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const timing = response.app.enabled('server timing') ? timingOf(response) : undefined;
  if (timing) headers['Server-Timing'] = serverTiming(timing);
  return headers;
}

/**
 * Sends `value` as JSON. For every response, Express's response.json() would also read several
 * settings, parse the content type and check for an ETag.
 */
export function sendJson(response: Response, value: unknown, status = 200): void {
  const body = JSON.stringify(value);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  };
  response.writeHead(status, addTiming(response, headers));
  response.end(body);
}
