import type { RequestHandler } from 'express';
import { ApiError } from '../errors.ts';
import { addTiming } from './send-json.ts';

/** The last handler of a route: answers OPTIONS, and refuses other methods with 405. */
export function allowOnly(...methods: string[]): RequestHandler {
  const Allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, addTiming(response, { Allow })).end();
      return;
    }
    throw new ApiError('method_not_allowed', `this path does not support ${request.method}; use ${Allow}`, {
      headers: { Allow },
    });
  };
}
