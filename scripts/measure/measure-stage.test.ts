// Early: sends requests for seconds.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { withClient } from '../../db-migrations/src/database-access.ts';
import { exampleResult } from '../../tools/sandbox/example-result.ts';
import { parseMetrics } from '../lib/metrics.ts';
import { quietReport } from '../lib/report.ts';
import type { Target } from '../targets/target.ts';
import { measureStage } from './measure-stage.ts';
import { readSchemaFingerprint } from './schema-fingerprint.ts';

const context = useTestApi();
const loadMs = 3500;

/** Requests feeds one after the other; resolves to their number. */
async function requestFeeds(): Promise<number> {
  const endsAt = performance.now() + loadMs;
  let feeds = 0;
  while (performance.now() < endsAt) {
    const response = await fetch(`${context.api.url}/feed`);
    await response.arrayBuffer();
    if (response.ok) feeds += 1;
  }
  return feeds;
}

/**
 * A target with the API of this process. While it is under load, somebody else reads feeds, too.
 */
function targetOfTest(): Target {
  const target: Partial<Target> = {
    name: 'local',
    pollEveryMs: 1000,
    parts: async () => [{ name: 'API', state: 'running', detail: '' }],
    metrics: async () => parseMetrics(await context.api.metrics.registry.metrics()),
    withDatabase: (work) => withClient(context.database.ownerUrl, work),
    query: <Row>(text: string, values?: unknown[]) => context.database.query(text, values) as Promise<Row[]>,
    tuning: async () => undefined,
    cpuPeriods: async () => ({ api: null, postgres: null }),
    annotate: async () => {},
    async load() {
      const [requests] = await Promise.all([requestFeeds(), requestFeeds()]);
      const { engine, latencyMs, requestsPerSecond } = exampleResult('pooled');
      const startedAt = new Date().toISOString();
      const report = { engine, latencyMs, requestsPerSecond, startedAt, requests };
      return { ...report, durationSeconds: loadMs / 1000, failed: 0, successRate: 1, errors: [] };
    },
  };
  return target as Target;
}

const measure = async () =>
  measureStage(
    { target: targetOfTest(), report: quietReport, signal: new AbortController().signal },
    { users: 1, durationSeconds: 4, ratePerSecond: undefined },
  );

test('a result has the rows that were read per feed, divided by the feeds of all clients', async () => {
  const { evidence, posts } = await measure();
  const rowsReadPerFeed = evidence.rowsReadPerFeed ?? 0;
  // Both clients together read that many posts per feed of one of them twice. Sessions report late.
  assert.ok(rowsReadPerFeed > posts / 2 && rowsReadPerFeed < posts * 1.4, String(rowsReadPerFeed));
});

test('with the index, a result has few rows per feed, and the schema that it was measured with', async () => {
  await context.database.query('CREATE INDEX idx_posts_created_at ON posts (created_at DESC)');
  const { evidence, posts } = await measure();
  assert.equal(evidence.schemaFingerprint, await withClient(context.database.ownerUrl, readSchemaFingerprint));
  const { rowsReadPerFeed } = evidence;
  // What was read in the last second before the load test, without the index, is reported during
  // its four seconds: up to a quarter.
  assert.ok(rowsReadPerFeed && rowsReadPerFeed < posts / 3, String(rowsReadPerFeed));
});
