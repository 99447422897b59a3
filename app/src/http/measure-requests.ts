import type { RequestHandler } from 'express';
import { type HttpMetrics, methodLabel } from '../metrics/http.ts';
import { abandoned } from './connection.ts';

/** nginx's status for a client that disconnects before the response. Counted, never sent. */
const clientClosedRequest = 499;

/** Counts and times each request when its response is complete or its client disconnects. */
export function measureRequests(metrics: HttpMetrics): RequestHandler {
  return (request, response, next) => {
    const stopTimer = metrics.requestDuration.startTimer();
    const count = () => {
      response.off('close', count).off(abandoned, count);
      const labels = {
        method: methodLabel(request.method),
        // The route's template: an id in a label would create a series per user.
        route: request.route?.path ?? 'unmatched',
        status_code: response.writableFinished ? response.statusCode : clientClosedRequest,
      };
      metrics.requests.inc(labels);
      stopTimer(labels);
    };
    response.once('close', count).once(abandoned, count);
    next();
  };
}
