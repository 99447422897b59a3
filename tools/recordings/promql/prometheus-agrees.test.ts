import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTool } from '../../../scripts/lib/run.ts';
import { toScrapes } from './awkward-case.ts';
import { awkwardCases } from './awkward-cases.ts';
import { dashboardExpressions } from './dashboard-expressions.ts';
import { askPrometheus } from './promtool.ts';
import { onGrid, readRecording } from './recording.ts';
import { answer } from './replay.ts';

const skip = (await findTool('promtool')) ? false : 'promtool is not installed (it comes with Prometheus)';
const scrapes = onGrid(readRecording().scrapes);
/** Also between two scrapes, and after the last one. */
const timesMs = scrapes.flatMap(({ atMs }) => [atMs, atMs + 300]);

/** What a learner's own panels, and rules that record, may ask for. */
const more = [
  'http_requests_total',
  'sum by (route, status_code) (rate(http_requests_total[5s]))',
  'sum without (le) (increase(http_request_duration_seconds_bucket[4s]))',
  'avg by (state) (db_pool_connections) / on (state) max by (state) (db_pool_connections) > 0',
  'histogram_quantile(0.95, sum by (le, status_code) (rate(http_request_duration_seconds_bucket[4s])))',
  'histogram_quantile(0.5, rate(db_query_duration_seconds_bucket[4s] offset 2s))',
  'rate(http_requests_total[4s]) and (http_requests_total offset 3s) > 100',
  '100 * sum by (route) (rate(http_requests_total{status_code=~"5.."}[4s])) / sum by (route) (rate(http_requests_total[4s]))',
  'db_connections_opened_total unless on (instance) db_pool_connections{state="waiting"} > 5',
  'count by (instance) (http_requests_total > 0) % 3',
  'max_over_time(db_pool_connections[10s]) - min_over_time(db_pool_connections[10s])',
  'sum_over_time(http_requests_total[5s]) / count_over_time(http_requests_total[5s]) - avg_over_time(http_requests_total[5s])',
];

test('Prometheus answers every query of every panel and every rule as we do, over all three stages', {
  skip,
}, async () => {
  assert.equal(await askPrometheus(scrapes, answer(dashboardExpressions, scrapes, timesMs)), '');
});

test('Prometheus answers other queries as we do', { skip }, async () => {
  assert.equal(await askPrometheus(scrapes, answer(more, scrapes, timesMs)), '');
});

test('Prometheus answers as we do when every fifth scrape fails', { skip }, async () => {
  const holed = scrapes.map(({ atMs, samples }, second) => ({ atMs, samples: second % 5 === 3 ? undefined : samples }));
  assert.equal(await askPrometheus(holed, answer([...dashboardExpressions, ...more], holed, timesMs)), '');
});

test('Prometheus answers every awkward case as it is written down', { skip }, async () => {
  for (const awkward of awkwardCases) {
    const answers = awkward.answers.map(([expression, ...vector]) => ({
      expression,
      atMs: awkward.atSecond * 1000,
      vector: vector.map(([labels, value]) => ({ labels, value })),
    }));
    assert.equal(await askPrometheus(toScrapes(awkward), answers), '', awkward.title);
  }
});

test('Prometheus objects to an answer that is a millionth too high', { skip }, async () => {
  const answers = answer(['sum(http_requests_total)'], scrapes, timesMs).map((right) => ({
    ...right,
    vector: right.vector.map(({ labels, value }) => ({ labels, value: value * 1.000001 })),
  }));
  assert.match(await askPrometheus(scrapes, answers), /exp:.*\n.*got:/);
});
