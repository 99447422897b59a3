import type { RequestHandler, Response } from 'express';
import { type HttpMetrics, methodLabel } from '../metrics/http.ts';
import { type RequestTiming, startTiming } from '../request-timing.ts';
import type { StartTrace } from '../tracing/request-trace.ts';
import { abandoned } from './connection.ts';

/** nginx's status for a client that disconnects before the response. Counted, never sent. */
const clientClosedRequest = 499;

/** What has been measured of the request so far; undefined if it is not measured. */
export const timingOf = (response: Response): RequestTiming | undefined => response.locals.timing;

/** Times and traces requests until the response is complete or the client disconnects. */
export function measureRequests(metrics: HttpMetrics, startTrace?: StartTrace): RequestHandler {
  return (request, response, next) => {
    const timing = startTiming();
    if (startTrace) timing.trace = startTrace(request, timing.startedAtMs);
    response.locals.timing = timing;
    const count = () => {
      response.off('close', count).off(abandoned, count);
      const status = response.writableFinished ? response.statusCode : undefined;
      metrics.requestDuration.observe(
        {
          method: methodLabel(request.method),
          // The route's template: an id in a label would create a series per user.
          route: request.route?.path ?? 'unmatched',
          status_code: status ?? clientClosedRequest,
        },
        (performance.now() - timing.startedAtMs) / 1000,
      );
      timing.trace?.end({ route: request.route?.path, status });
    };
    response.once('close', count).once(abandoned, count);
    next();
  };
}
