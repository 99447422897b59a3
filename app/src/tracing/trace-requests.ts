import { type Context, defaultTextMapGetter, ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { methodLabel } from '../metrics/http.ts';
import type { RequestTrace, StartTrace, TracedStep } from './request-trace.ts';
import { databaseAttributes, failSpan, requestAttributes } from './span-attributes.ts';

const propagator = new W3CTraceContextPropagator();

/**
 * Records each request as a span, and in it what it waited for, with the attributes of
 * OpenTelemetry's semantic conventions for HTTP servers and database clients. The span of a step is
 * created when the step has ended, from the times that were measured for the metrics.
 */
export function traceRequests(tracer: Tracer, databaseUrl: string): StartTrace {
  const database = databaseAttributes(databaseUrl);

  return (request, startedAtMs) => {
    // Not once for all requests: performance.now() may stop while a machine sleeps.
    const offsetMs = Date.now() - performance.now();
    const clients = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const method = methodLabel(request.method);
    const spanMethod = method === '_OTHER' ? 'HTTP' : method;
    const span = tracer.startSpan(
      spanMethod,
      { kind: SpanKind.SERVER, startTime: offsetMs + startedAtMs, attributes: requestAttributes(request, method) },
      clients,
    );
    const inRequest = trace.setSpan(clients, span);

    function startStep(name: string, { startedAtMs }: TracedStep, context: Context, attributes = {}) {
      const kind = name === 'pool.wait' ? SpanKind.INTERNAL : SpanKind.CLIENT;
      return tracer.startSpan(name, { kind, startTime: offsetMs + startedAtMs, attributes }, context);
    }
    function endStep(step: ReturnType<typeof startStep>, { endedAtMs, error }: TracedStep) {
      if (error !== undefined) failSpan(step, error);
      step.end(offsetMs + endedAtMs);
    }

    const requestTrace: RequestTrace = {
      traceId: span.spanContext().traceId,
      addWait(wait, connect) {
        const waiting = startStep('pool.wait', wait, inRequest);
        if (connect) endStep(startStep('connect', connect, trace.setSpan(inRequest, waiting), database), connect);
        endStep(waiting, wait);
      },
      addQuery(query, { name, text }) {
        const attributes = { ...database, 'db.query.summary': name, 'db.query.text': text.trim() };
        endStep(startStep('query', query, inRequest, attributes), query);
      },
      end({ route, status }) {
        if (route !== undefined) span.updateName(`${spanMethod} ${route}`).setAttribute('http.route', route);
        // Nothing is known to have failed here, so the status stays unset.
        if (status === undefined) span.setAttribute('error.type', 'client_disconnected');
        else span.setAttribute('http.response.status_code', status);
        if (status !== undefined && status >= 500) failSpan(span, requestTrace.errorCode ?? String(status));
        span.end(offsetMs + performance.now());
      },
    };
    return requestTrace;
  };
}
