import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { countLostSpans } from './count-lost-spans.ts';
import type { Tracing } from './request-trace.ts';
import { traceRequests } from './trace-requests.ts';

// Imported only if there is a collector: without one, nothing of OpenTelemetry's SDK is loaded.

/** A second of the pooled stage. In the fastest one, a slow collector makes spans get lost. */
const maxQueuedSpans = 8192;
const sendIntervalMs = 1000;

interface TracingOptions {
  /** Where a collector listens for OTLP over HTTP, without /v1/traces. */
  endpoint: string;
  databaseUrl: string;
  version: string;
  variant: string;
  logger: Logger;
}

/** Sends the spans of every request to a collector, in batches. */
export function startTracing({ endpoint, databaseUrl, version, variant, logger }: TracingOptions): Tracing {
  const toCollector = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const { exporter, processor, report } = countLostSpans(toCollector, logger);
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': 'feed-api',
        'service.version': version,
        'service.instance.id': randomUUID(),
        'feed_lab.variant': variant,
      }),
    ),
    spanProcessors: [
      processor,
      new BatchSpanProcessor({ exporter, maxQueueSize: maxQueuedSpans, scheduledDelayMillis: sendIntervalMs }),
    ],
  });
  return {
    startTrace: traceRequests(provider.getTracer('feed-api', version), databaseUrl),
    async close(limitMs) {
      // The exporter reports why it fails.
      await Promise.race([provider.shutdown().catch(() => {}), wait(limitMs, undefined, { ref: false })]);
      report();
    },
  };
}
