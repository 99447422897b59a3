import type { RequestHandler } from 'express';
import { ApiError } from '../errors.ts';

/** The last handler of a route: 405 for every method it does not have; OPTIONS is told which it has. */
export function allowOnly(...methods: string[]): RequestHandler {
  const Allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.set({ Allow }).sendStatus(204);
      return;
    }
    throw new ApiError('method_not_allowed', `${request.method} is not for this path; it takes ${Allow}`, {
      headers: { Allow },
    });
  };
}
