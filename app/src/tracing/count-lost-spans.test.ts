// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import pino from 'pino';
import { countLostSpans } from './count-lost-spans.ts';

const spans = (count: number) => Array.from({ length: count }, () => ({}) as ReadableSpan);

/** Exports batches of two spans, of which some fail. Resolves to the lines of the log. */
function exportBatches(outcomes: ('sent' | 'failed')[], dropped = 0) {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  let outcome: 'sent' | 'failed' = 'sent';
  const collector: SpanExporter = {
    export: (_spans, done) => done(outcome === 'sent' ? { code: 0 } : { code: 1, error: new Error('nobody listens') }),
    shutdown: async () => {},
  };
  const { exporter, processor, report } = countLostSpans(collector, logger);
  for (let ended = 0; ended < outcomes.length * 2 + dropped; ended += 1) processor.onEnd();
  for (const next of outcomes) {
    outcome = next;
    exporter.export(spans(2), () => {});
  }
  report();
  return lines.map((line) => {
    const { msg, reason, lostSpans, spans: all } = JSON.parse(line);
    return { msg, reason, lostSpans, all };
  });
}

test('failures are logged once, and then summed up at the end', () => {
  assert.deepEqual(exportBatches(['sent', 'failed', 'failed', 'sent', 'failed']), [
    { msg: 'traces could not be sent', reason: 'nobody listens', lostSpans: 2, all: undefined },
    { msg: 'not all traces could be sent', reason: undefined, lostSpans: 6, all: 10 },
  ]);
});

test('spans for which there was no room in the queue count as lost', () => {
  assert.deepEqual(exportBatches(['sent', 'sent'], 3), [
    { msg: 'not all traces could be sent', reason: undefined, lostSpans: 3, all: 7 },
  ]);
});

test('nothing is logged when every span was sent', () => {
  assert.deepEqual(exportBatches(['sent', 'sent']), []);
});
