import { errorSchema, feedSchema } from './api-schemas.ts';
import type { Route } from './routes-probe.ts';
import { type ApiResponse, succeeded } from './send-request.ts';

/**
 * Whether a response has the content that it should have, although no table can be read. An error
 * or an empty list with a status of 2xx is another fault.
 */
export function isFromMemory(route: Route, response: ApiResponse): boolean {
  if (!succeeded(response)) return false;
  const { body } = response;
  if (route === '/feed') return feedSchema.safeParse(body).success;
  return !errorSchema.safeParse(body).success && !(Array.isArray(body) && body.length === 0);
}
