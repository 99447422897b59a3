import { setImmediate } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import type { Registry } from 'prom-client';
import { openApiText } from '../contract/openapi.ts';
import { ApiError } from '../errors.ts';
import { exactRouter } from '../http/exact-router.ts';
import { allowOnly } from '../http/methods.ts';
import type { Readiness } from '../readiness.ts';

/** Collecting takes milliseconds of CPU time. Requests that arrive meanwhile share the page. */
function sharedScrape(registry: Registry): () => Promise<string> {
  let page: Promise<string> | undefined;
  return () => {
    // Requests that arrive together are all read before setImmediate() calls back.
    page ??= setImmediate()
      .then(() => registry.metrics())
      .finally(() => {
        page = undefined;
      });
    return page;
  };
}

/**
 * `/livez`, `/readyz`, `/metrics` and `/openapi.json`: not counted in the metrics, independent of
 * the database.
 */
export function operationsRoutes(registry: Registry, readiness: Readiness): RequestHandler {
  const scrape = sharedScrape(registry);
  const handlers: Record<string, (request: Request, response: Response) => unknown> = {
    '/livez': (_request, response) => response.json({ status: 'alive' }),
    '/readyz': (_request, response) => {
      if (readiness.state !== 'ready')
        throw new ApiError('not_ready', `the API is ${readiness.state}`, { headers: { 'Retry-After': '1' } });
      response.json({ status: 'ready' });
    },
    '/metrics': async (_request, response) => response.type(registry.contentType).send(await scrape()),
    '/openapi.json': (_request, response) => response.type('json').send(openApiText),
  };
  const router = exactRouter();
  for (const [path, handler] of Object.entries(handlers)) router.route(path).get(handler).all(allowOnly('GET'));
  const paths = new Set(Object.keys(handlers));
  // All other requests pass here too, and the router would match them against each of its routes.
  return (request, response, next) => (paths.has(request.path) ? router(request, response, next) : next());
}
