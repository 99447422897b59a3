import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTool } from '../../../scripts/lib/run.ts';
import { type Answer, dashboardExpressions, evaluateScrapes } from './answers.ts';
import { edgeCases } from './edge-cases.ts';
import { compareWithPrometheus } from './promtool.ts';
import { readRecordedSeries, type ScrapedSeries, toScrapes } from './scrapes.ts';

const skip = (await findTool('promtool')) ? false : 'promtool is not installed (it comes with Prometheus)';
const recorded = readRecordedSeries();

/** Our answers at each scrape, between two scrapes and after the last one. */
function evaluate(expressions: string[], series: ScrapedSeries): Answer[] {
  const scrapes = toScrapes(series);
  const timesMs = scrapes.flatMap(({ atMs }) => [atMs, atMs + 300]);
  return evaluateScrapes(expressions, scrapes, timesMs);
}

const otherExpressions = [
  'http_requests_total',
  'sum by (route, status_code) (rate(http_requests_total[5s]))',
  'histogram_quantile(0.95, sum by (le, status_code) (rate(http_request_duration_seconds_bucket[4s])))',
  'histogram_quantile(0.5, rate(db_client_operation_duration_seconds_bucket[4s]))',
  '100 * sum by (route) (rate(http_requests_total{status_code=~"5.."}[4s])) / sum by (route) (rate(http_requests_total[4s]))',
];
const expressions = [...dashboardExpressions, ...otherExpressions];

test('Prometheus agrees on every panel, every rule and other expressions over the three stages', { skip }, async () => {
  assert.equal(await compareWithPrometheus(recorded, evaluate(expressions, recorded)), '');
});

test('Prometheus agrees when every fifth scrape fails', { skip }, async () => {
  const fail = (value: string, second: number) => (second % 5 === 3 && value !== '_' ? 'stale' : value);
  const series = Object.fromEntries(Object.entries(recorded).map(([name, values]) => [name, values.map(fail)]));
  assert.equal(await compareWithPrometheus(series, evaluate(expressions, series)), '');
});

test('Prometheus agrees on every edge case', { skip }, async () => {
  for (const edgeCase of edgeCases)
    assert.equal(await compareWithPrometheus(edgeCase.series, edgeCase.answers), '', edgeCase.title);
});

test('Prometheus disagrees with an answer that is a millionth too high', { skip }, async () => {
  const answers = evaluate(['sum(http_requests_total)'], recorded).map((answer) => ({
    ...answer,
    vector: answer.vector.map(({ labels, value }) => ({ labels, value: value * 1.000001 })),
  }));
  assert.match(await compareWithPrometheus(recorded, answers), /exp:.*\n.*got:/);
});
