import type { RequestHandler } from 'express';
import type { HttpMetrics } from '../metrics/http.ts';

/** nginx's status for a client that closed the connection before the answer was complete. Only counted, never sent. */
const clientClosedRequest = 499;

/** Counts and times every request that passes through it, once its answer is complete or its client is gone. */
export function measureRequests(metrics: HttpMetrics): RequestHandler {
  return (request, response, next) => {
    const stopTimer = metrics.requestDuration.startTimer();
    response.once('close', () => {
      const labels = {
        method: request.method,
        // The template, set by the router by now: an id in a label would make a series per user.
        route: request.route?.path ?? 'unmatched',
        status_code: response.writableFinished ? response.statusCode : clientClosedRequest,
      };
      metrics.requests.inc(labels);
      stopTimer(labels);
    });
    next();
  };
}
