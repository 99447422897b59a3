import { Router } from 'express';
import type { Registry } from 'prom-client';
import { allowOnly } from '../http/methods.ts';
import type { Readiness } from '../readiness.ts';

/** `/livez`, `/readyz` and `/metrics`: not counted in the metrics, independent of the database. */
export function operationsRoutes(registry: Registry, readiness: Readiness): Router {
  const router = Router();
  router
    .route('/livez')
    .get((_request, response) => {
      response.json({ status: 'alive' });
    })
    .all(allowOnly('GET'));
  router
    .route('/readyz')
    .get((_request, response) => {
      response.status(readiness.state === 'ready' ? 200 : 503).json({ status: readiness.state });
    })
    .all(allowOnly('GET'));
  router
    .route('/metrics')
    .get(async (_request, response) => {
      response.type(registry.contentType).send(await registry.metrics());
    })
    .all(allowOnly('GET'));
  return router;
}
