import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { reasonOf } from '../errors.ts';

/** After one line about spans that could not be sent, there is none for this long. */
const quietMs = 60_000;

/**
 * Counts the spans that do not reach the collector. Use the returned `exporter` in place of the
 * given one; while it fails, it logs at most one line per minute. `processor` counts all spans,
 * including those that are dropped because the queue is full. `report` logs the total number lost.
 */
export function countLostSpans(exporter: SpanExporter, logger: Logger) {
  let ended = 0;
  let sent = 0;
  let failed = 0;
  let loggedAtMs = Number.NEGATIVE_INFINITY;

  function logFailure(error: unknown): void {
    if (performance.now() - loggedAtMs < quietMs) return;
    loggedAtMs = performance.now();
    logger.warn({ reason: reasonOf(error ?? 'no reason given'), lostSpans: failed }, 'traces could not be sent');
  }

  return {
    exporter: {
      export(spans, done) {
        exporter.export(spans, (result) => {
          // ExportResultCode.SUCCESS
          if (result.code === 0) sent += spans.length;
          else {
            failed += spans.length;
            logFailure(result.error);
          }
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
    } satisfies SpanExporter,
    processor: {
      onStart() {},
      onEnd() {
        ended += 1;
      },
      forceFlush: async () => {},
      shutdown: async () => {},
    } satisfies SpanProcessor,
    report() {
      if (ended > sent) logger.warn({ spans: ended, lostSpans: ended - sent }, 'not all traces could be sent');
    },
  };
}
