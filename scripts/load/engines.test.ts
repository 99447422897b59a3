// Timed: latencies that the engines measure are compared with the API's own.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import express from 'express';
import { measureRequests } from '../../app/src/http/measure-requests.ts';
import { bucketOf, durationBuckets } from '../../app/src/metrics/duration-histogram.ts';
import { createMetrics } from '../../app/src/metrics/metrics.ts';
import { useTestApi } from '../../app/src/testing/use-test-api.ts';
import { parseMetrics, type Sample, sumOf } from '../lib/metrics.ts';
import { autocannonEngine } from './autocannon.ts';
import { FailureCounts } from './failure-counts.ts';
import { findK6, k6Engine } from './k6.ts';
import type { LoadEngine, LoadPlan, LoadProgress } from './load-engine.ts';
import { type LoadError, type LoadReport, loadReportSchema } from './load-report.ts';

const k6Version = await findK6();
const skipK6 = k6Version ? false : 'k6 is not installed';
const engines: [name: string, engine: LoadEngine, skip: string | false][] = [
  ['autocannon', autocannonEngine, false],
  ['k6', k6Engine(k6Version ?? ''), skipK6],
];

const context = useTestApi();
const neverAborted = new AbortController().signal;

/** Runs a load test against a new server, which is closed at the end. */
async function runAgainst(
  engine: LoadEngine,
  listener: RequestListener,
  plan: Omit<LoadPlan, 'ratePerSecond'> & { ratePerSecond?: number },
): Promise<LoadReport> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await engine.run({ ratePerSecond: undefined, ...plan, url }, () => {}, neverAborted);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const sumOfFailures = (failures: LoadError[]) => failures.reduce((total, { count }) => total + count, 0);
const ascending = (one: number, other: number) => one - other;

/** Checks that the slices add up to the whole test, and that none starts after its end. */
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
  assert.deepEqual(new Set(failures.list()), new Set(errors));
}

/** Checks that the distribution is ascending, and agrees with the percentiles. */
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

/** Checks that the parts of the slowest request fit into it. */
function checkSlowestRequest({ slowestRequest, latencyMs }: LoadReport): void {
  assert.ok(slowestRequest);
  const { totalMs, waitMs, connectMs, queryMs } = slowestRequest;
  const tolerance = 0.3 + 0.002 * totalMs;
  assert.ok(queryMs > 0 && waitMs + connectMs + queryMs <= totalMs + tolerance, JSON.stringify(slowestRequest));
  assert.ok(totalMs <= latencyMs.max + tolerance, `${totalMs} of at most ${latencyMs.max} ms`);
}

/** The bucket of a percentile in the API's own histogram for GET /feed 200. */
function apiBucketAt(samples: Sample[], rank: number): number {
  const histogram = 'http_request_duration_seconds';
  const labels = { route: '/feed', status_code: '200' };
  const count = sumOf(samples, `${histogram}_count`, labels);
  return durationBuckets.findIndex(
    (le) => sumOf(samples, `${histogram}_bucket`, { ...labels, le: String(le) }) >= count * rank,
  );
}

for (const [name, engine, skip] of engines) {
  test(`${name}: the report matches schema 1, its parts agree, and progress is reported`, {
    skip,
  }, async () => {
    const progress: LoadProgress[] = [];
    const plan = { url: context.api.url, users: 10, durationSeconds: 3, ratePerSecond: undefined };
    const report = await engine.run(plan, (step) => progress.push(step), neverAborted);
    loadReportSchema.parse(report);
    assert.equal(report.engine.name, name);
    assert.deepEqual([report.failed, report.successRate, report.errors], [0, 1, []]);
    assert.ok(Math.abs(report.requestsPerSecond - report.requests / report.durationSeconds) < 1);
    const { mean, p50, p95, p99, max } = report.latencyMs;
    assert.ok(0 < p50 && p50 <= p95 && p95 <= p99 && p99 <= max && mean <= max);
    checkSeries(report);
    checkDistribution(report);
    checkSlowestRequest(report);
    assert.ok(progress.length >= 1 && progress.every(({ requests, succeeded }) => requests === succeeded));
  });

  test(`${name}: p50 and p99 agree with the API's own histogram within one bucket`, { skip }, async () => {
    // Both latencies are in the middle of a wide bucket. The handler uses a timer, which takes no
    // CPU: on a busy machine, only one of the two clocks might see the time of a computation.
    const metrics = createMetrics({ version: 'test', variant: 'test' });
    let counter = 0;
    const app = express().use(measureRequests(metrics.http));
    app.get('/feed', (_request, response) => {
      counter += 1;
      setTimeout(() => response.json([]), counter % 20 === 0 ? 1200 : 250);
    });
    const { latencyMs } = await runAgainst(engine, app, { users: 10, durationSeconds: 4 });
    const samples = parseMetrics(await metrics.registry.metrics());
    for (const [rank, time] of [
      [0.5, latencyMs.p50],
      [0.99, latencyMs.p99],
    ] as const) {
      const distance = Math.abs(bucketOf(time / 1000) - apiBucketAt(samples, rank));
      assert.ok(distance <= 1, `p${rank * 100} is ${time} ms, ${distance} buckets from the API's`);
    }
  });

  // These tests run concurrently, because they wait more than they compute.
  describe(`${name}, concurrently`, { skip, concurrency: true }, () => {
    test('failures are counted by status and code, including requests without a response', async () => {
      let counter = 0;
      const failure = JSON.stringify({ error: { code: 'connection_timeout', message: '' } });
      const report = await runAgainst(
        engine,
        (_request, response) => {
          counter += 1;
          if (counter % 50 === 0) response.socket?.destroy();
          else if (counter % 3 === 0) response.writeHead(503).end(failure);
          else response.end('[]');
        },
        { users: 5, durationSeconds: 2, ratePerSecond: 200 },
      );
      assert.equal(report.failed, sumOfFailures(report.errors));
      checkSeries(report);
      checkDistribution(report);
      assert.ok(Math.abs(report.successRate - 0.65) < 0.08, `success rate ${report.successRate}`);
      assert.ok(report.errors.some(({ status, code }) => status === 503 && code === 'connection_timeout'));
      // On a busy machine, users may not manage to send all of them.
      const { requests } = report;
      assert.ok(requests > 200 && requests < 460, `${requests} requests at 200 per second for 2 s`);
    });

    test('the series shows when the failures started', async () => {
      let counter = 0;
      let failsFrom = Number.POSITIVE_INFINITY;
      const users = 5;
      const report = await runAgainst(
        engine,
        (_request, response) => {
          counter += 1;
          // The first request may be that of k6's setup().
          if (counter === 2) failsFrom = Date.now() + 1000;
          response.writeHead(Date.now() < failsFrom ? 200 : 503).end('[]');
        },
        { users, durationSeconds: 3, ratePerSecond: 100 },
      );
      checkSeries(report);
      const points = report.series?.points ?? [];
      const firstFailing = points.findIndex(({ failures }) => failures.length > 0);
      // The first request is sent after the start, so failures start in the second slice or later.
      assert.ok(
        firstFailing >= 0 && Number(points[firstFailing]?.second) >= 1,
        'there are failures before the server fails',
      );
      const succeededLater = points
        .slice(firstFailing + 1)
        .reduce((total, { requests, failures }) => total + requests - sumOfFailures(failures), 0);
      // One response per user may have been in flight when the failures started.
      assert.ok(succeededLater < users, `${succeededLater} succeeded after the first failure's slice`);
    });

    test('no request is cut off at the planned end', async () => {
      let received = 0;
      let finished = 0;
      const report = await runAgainst(
        engine,
        (_request, response) => {
          received += 1;
          response.once('finish', () => {
            finished += 1;
          });
          setTimeout(() => response.end('[]'), 300);
        },
        { users: 5, durationSeconds: 1 },
      );
      assert.equal(received, finished);
      assert.equal(report.failed, 0);
      // The setup() of k6 sends one more.
      assert.ok(received - report.requests <= 1);
    });

    test('an interrupt ends the load test immediately', async () => {
      const interrupt = new AbortController();
      setTimeout(() => interrupt.abort(), 500);
      const startedAt = performance.now();
      const plan = { url: context.api.url, users: 5, durationSeconds: 30, ratePerSecond: undefined };
      await assert.rejects(engine.run(plan, () => {}, interrupt.signal));
      assert.ok(performance.now() - startedAt < 15_000);
    });
  });
}

test('k6: an API that cannot be reached is reported', { skip: skipK6 }, async () => {
  const plan = { url: 'http://127.0.0.1:1', users: 1, durationSeconds: 1, ratePerSecond: undefined };
  await assert.rejects(
    k6Engine('').run(plan, () => {}, neverAborted),
    /no response from http:\/\/127\.0\.0\.1:1\/feed/,
  );
});
