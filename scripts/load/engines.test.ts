// Timed: latencies that the engines measure are compared with the API's own.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import { measureRequests } from '../../app/src/http/measure-requests.ts';
import { durationBuckets } from '../../app/src/metrics/http.ts';
import { createMetrics } from '../../app/src/metrics/metrics.ts';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { bucketOf } from '../../tools/sandbox/bucket-of.ts';
import { parseMetrics, type Sample, sumOf } from '../lib/metrics.ts';
import { autocannonEngine } from './autocannon.ts';
import { FailureCounts } from './failure-counts.ts';
import { findK6, k6Engine } from './k6.ts';
import type { LoadEngine, LoadProgress } from './load.ts';
import type { LoadError, LoadReport } from './load-report.ts';
import { loadReportSchema } from './load-report.ts';

const k6Version = await findK6();
const engines: [name: string, engine: LoadEngine, skip: string | false][] = [
  ['autocannon', autocannonEngine, false],
  ['k6', k6Engine(k6Version ?? ''), k6Version ? false : 'k6 is not installed'],
];

const context = useTestApi();

/** Listens on a free port; resolves to the address and how to close. */
async function listen(server: Server): Promise<{ url: string; close(): void }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers a third with 503, drops a few connections, answers the rest. */
function startTroubledServer() {
  let counter = 0;
  return listen(
    createServer((_request, response) => {
      counter += 1;
      const failure = { error: { code: 'connection_timeout', message: '' } };
      if (counter % 50 === 0) response.socket?.destroy();
      else if (counter % 3 === 0) response.writeHead(503).end(JSON.stringify(failure));
      else response.end('[]');
    }),
  );
}

/** Answers, and from a second after its second request on fails; the first may be k6's look whether anybody is there. */
function startFailingServer() {
  let counter = 0;
  let failsFrom = Number.POSITIVE_INFINITY;
  return listen(
    createServer((_request, response) => {
      counter += 1;
      if (counter === 2) failsFrom = Date.now() + 1000;
      response.writeHead(Date.now() < failsFrom ? 200 : 503).end('[]');
    }),
  );
}

const sumOfFailures = (failures: LoadError[]) => failures.reduce((total, { count }) => total + count, 0);
const ascending = (one: number, other: number) => one - other;
const byKind = (failures: LoadError[]) => failures.toSorted((one, other) => one.code.localeCompare(other.code));

/** Slice by slice it is the same test: nothing is missing, nothing is counted twice, nothing comes after its end. */
function checkSeries({ series, requests, errors, durationSeconds }: LoadReport): void {
  assert.ok(series);
  const failures = new FailureCounts();
  let counted = 0;
  let lastSecond = -1;
  for (const point of series.points) {
    assert.ok(lastSecond < point.second && point.second <= durationSeconds, `a slice at ${point.second} s`);
    assert.equal(point.second % series.everySeconds, 0);
    assert.ok((point.p50Ms ?? 0) <= (point.p99Ms ?? 0));
    lastSecond = point.second;
    counted += point.requests;
    for (const failure of point.failures) failures.add(failure);
  }
  assert.equal(counted, requests);
  assert.deepEqual(byKind(failures.list()), byKind(errors));
}

/** From the quickest to the slowest, and at the same places the same as the percentiles. */
function checkDistribution({ latencyDistribution, latencyMs }: LoadReport): void {
  assert.ok(latencyDistribution);
  const times = latencyDistribution.map(({ ms }) => ms);
  assert.deepEqual(times, times.toSorted(ascending));
  const shares = latencyDistribution.map(({ share }) => share);
  assert.deepEqual(shares, [...new Set(shares)].sort(ascending));
  assert.deepEqual([shares.length, shares[0], shares.at(-1)], [103, 0, 1]);
  const within = (wanted: number) => latencyDistribution.find(({ share }) => share === wanted)?.ms;
  const { p50, p95, p99, max } = latencyMs;
  assert.deepEqual([0.5, 0.95, 0.99, 1].map(within), [p50, p95, p99, max]);
}

/** The bucket that holds a percentile of the API's own histogram for GET /feed 200. */
function apiBucketAt(samples: Sample[], rank: number): number {
  const histogram = 'http_request_duration_seconds';
  const labels = { route: '/feed', status_code: '200' };
  const count = sumOf(samples, `${histogram}_count`, labels);
  return durationBuckets.findIndex(
    (le) => sumOf(samples, `${histogram}_bucket`, { ...labels, le: String(le) }) >= count * rank,
  );
}

/**
 * Answers most requests after 62 ms and every twentieth after 400 ms, with the API's clock running. Both times are in the middle of
 * a bucket, and waiting takes no CPU: on a machine that is full, a request spends its time where only one of two clocks runs.
 */
async function startClockedServer() {
  const metrics = createMetrics({ version: 'test', variant: 'test' });
  let counter = 0;
  const app = express().use(measureRequests(metrics.http));
  app.get('/feed', (_request, response) => {
    counter += 1;
    setTimeout(() => response.json([]), counter % 20 === 0 ? 400 : 62);
  });
  return { metrics, ...(await listen(createServer(app))) };
}

for (const [name, engine, skip] of engines) {
  test(`${name}: the result has the shape of schema 1, its parts agree, and progress is told`, { skip }, async () => {
    const progress: LoadProgress[] = [];
    const plan = { url: context.api.url, users: 10, durationSeconds: 3, ratePerSecond: undefined };
    const report = await engine.run(plan, (step) => progress.push(step), new AbortController().signal);
    loadReportSchema.parse(report);
    assert.equal(report.engine.name, name);
    assert.deepEqual([report.failed, report.successRate, report.errors], [0, 1, []]);
    assert.ok(Math.abs(report.requestsPerSecond - report.requests / report.durationSeconds) < 1);
    const { mean, p50, p95, p99, max } = report.latencyMs;
    assert.ok(0 < p50 && p50 <= p95 && p95 <= p99 && p99 <= max && mean <= max);
    checkSeries(report);
    checkDistribution(report);
    assert.ok(progress.length >= 1 && progress.every(({ requests, succeeded }) => requests === succeeded));
  });

  test(`${name}: p50 and p99 agree with the API's own histogram within one bucket`, { skip }, async () => {
    const server = await startClockedServer();
    const plan = { url: server.url, users: 10, durationSeconds: 4, ratePerSecond: undefined };
    const { latencyMs } = await engine.run(plan, () => {}, new AbortController().signal);
    const samples = parseMetrics(await server.metrics.registry.metrics());
    server.close();
    for (const [rank, time] of [
      [0.5, latencyMs.p50],
      [0.99, latencyMs.p99],
    ] as const) {
      const distance = Math.abs(bucketOf(time / 1000) - apiBucketAt(samples, rank));
      assert.ok(distance <= 1, `p${rank * 100} is ${time} ms, ${distance} buckets from the API's`);
    }
  });

  test(`${name}: failures are counted by status and code, also those without an answer`, { skip }, async () => {
    const troubled = await startTroubledServer();
    const plan = { url: troubled.url, users: 5, durationSeconds: 2, ratePerSecond: 200 };
    const report = await engine.run(plan, () => {}, new AbortController().signal);
    troubled.close();
    assert.equal(report.failed, sumOfFailures(report.errors));
    checkSeries(report);
    checkDistribution(report);
    assert.ok(Math.abs(report.successRate - 0.65) < 0.08, `success rate ${report.successRate}`);
    assert.ok(report.errors.some(({ status, code }) => status === 503 && code === 'connection_timeout'));
    assert.ok(Math.abs(report.requests - 400) < 60, `${report.requests} requests at 200 per second for 2 s`);
  });

  test(`${name}: the series shows when failing began`, { skip }, async () => {
    const failing = await startFailingServer();
    const users = 5;
    const plan = { url: failing.url, users, durationSeconds: 3, ratePerSecond: 100 };
    const report = await engine.run(plan, () => {}, new AbortController().signal);
    failing.close();
    checkSeries(report);
    const points = report.series?.points ?? [];
    const began = points.findIndex(({ failures }) => failures.length > 0);
    // The first request comes after the start, so whatever comes a second later comes in the second slice or after it.
    assert.ok(began >= 0 && Number(points[began]?.second) >= 1, 'failures before the server failed');
    const succeededLater = points
      .slice(began + 1)
      .reduce((total, { requests, failures }) => total + requests - sumOfFailures(failures), 0);
    // An answer that was on its way when failing began may arrive after it; a user has one at a time.
    assert.ok(succeededLater < users, `${succeededLater} succeeded after the first failure's slice`);
  });

  test(`${name}: at the end of the time nobody is cut off`, { skip }, async () => {
    const seen = { begun: 0, finished: 0 };
    const server = createServer((_request, response) => {
      seen.begun += 1;
      response.once('finish', () => {
        seen.finished += 1;
      });
      setTimeout(() => response.end('[]'), 300);
    });
    const slow = await listen(server);
    const report = await engine.run(
      { url: slow.url, users: 5, durationSeconds: 1, ratePerSecond: undefined },
      () => {},
      new AbortController().signal,
    );
    slow.close();
    assert.equal(seen.begun, seen.finished);
    assert.equal(report.failed, 0);
    // k6 asks once more before the test, to see whether anybody is there.
    assert.ok(seen.begun - report.requests <= 1);
  });

  test(`${name}: an interrupt ends it within a second`, { skip }, async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 500);
    const startedAt = performance.now();
    const plan = { url: context.api.url, users: 5, durationSeconds: 30, ratePerSecond: undefined };
    await assert.rejects(engine.run(plan, () => {}, interrupt.signal));
    assert.ok(performance.now() - startedAt < 3000);
  });
}

test('k6: when nobody answers, the reason is given and no result', {
  skip: k6Version ? false : 'k6 is not installed',
}, async () => {
  const plan = { url: 'http://127.0.0.1:1', users: 1, durationSeconds: 1, ratePerSecond: undefined };
  await assert.rejects(
    k6Engine('').run(plan, () => {}, new AbortController().signal),
    /nobody answers at http:\/\/127\.0\.0\.1:1\/feed/,
  );
});
