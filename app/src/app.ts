import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Database } from './database/database.ts';
import { answerError, unknownRoute } from './http/answer-error.ts';
import { checkRequest } from './http/check-request.ts';
import { measureRequests } from './http/measure-requests.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Readiness } from './readiness.ts';
import { feedRoute } from './routes/feed.ts';
import { operationsRoutes } from './routes/operations.ts';
import { postsRoute } from './routes/posts.ts';
import { userPostsRoute } from './routes/user-posts.ts';
import type { StartTrace } from './tracing/request-trace.ts';

export interface Dependencies {
  database: Database;
  metrics: Metrics;
  logger: Logger;
  readiness: Readiness;
  /** Refuse requests for any host but this machine. */
  isLoopbackOnly: boolean;
  /** Send a `Server-Timing` header with each response of a route. */
  sendsTiming: boolean;
  /** Traces each request of a route; undefined if tracing is off. */
  startTrace?: StartTrace | undefined;
}

/** Builds the API without listening on a port; server.ts does that. */
export function createApp(dependencies: Dependencies): Express {
  const { database, metrics, logger, readiness, isLoopbackOnly, sendsTiming, startTrace } = dependencies;
  const app = express();
  // The feed changes with every post: hashing each response would cost time and save nothing.
  app.disable('etag').disable('x-powered-by').set('server timing', sendsTiming);
  const check = checkRequest({ isLoopbackOnly });
  app.use((request, response, next) => {
    // This pod is about to exit. Clients that reconnect reach another one.
    if (readiness.state === 'stopping') response.setHeader('Connection', 'close');
    // There are no ETags here, but Express would still answer `If-None-Match: *` with 304.
    delete request.headers['if-none-match'];
    check(request);
    next();
  });
  app.use(operationsRoutes(metrics.registry, readiness));
  app.use(measureRequests(metrics.http, startTrace));
  app.use(feedRoute(database), postsRoute(database), userPostsRoute(database));
  app.use(unknownRoute, answerError(logger));
  return app;
}
