import { setImmediate } from 'node:timers/promises';
import type { Router } from 'express';
import type { Registry } from 'prom-client';
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

/** `/livez`, `/readyz` and `/metrics`: not counted in the metrics, independent of the database. */
export function operationsRoutes(registry: Registry, readiness: Readiness): Router {
  const router = exactRouter();
  const scrape = sharedScrape(registry);
  router
    .route('/livez')
    .get((_request, response) => {
      response.json({ status: 'alive' });
    })
    .all(allowOnly('GET'));
  router
    .route('/readyz')
    .get((_request, response) => {
      if (readiness.state !== 'ready')
        throw new ApiError('not_ready', `the API is ${readiness.state}`, { headers: { 'Retry-After': '1' } });
      response.json({ status: 'ready' });
    })
    .all(allowOnly('GET'));
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(registry.contentType).send(await scrape());
    })
    .all(allowOnly('GET'));
  return router;
}
