import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTool } from '../../../scripts/lib/run.ts';
import { dashboardExpressions, evaluateScrapes } from './answers.ts';
import { toAnswers, toScrapes } from './edge-case.ts';
import { edgeCases } from './edge-cases.ts';
import { compareWithPrometheus } from './promtool.ts';
import { readRecordedScrapes } from './recorded-scrapes.ts';

const skip = (await findTool('promtool')) ? false : 'promtool is not installed (it comes with Prometheus)';
const scrapes = readRecordedScrapes();
/** Also between two scrapes, and after the last one. */
const timesMs = scrapes.flatMap(({ atMs }) => [atMs, atMs + 300]);

const otherExpressions = [
  'http_requests_total',
  'sum by (route, status_code) (rate(http_requests_total[5s]))',
  'histogram_quantile(0.95, sum by (le, status_code) (rate(http_request_duration_seconds_bucket[4s])))',
  'histogram_quantile(0.5, rate(db_query_duration_seconds_bucket[4s]))',
  '100 * sum by (route) (rate(http_requests_total{status_code=~"5.."}[4s])) / sum by (route) (rate(http_requests_total[4s]))',
];
const expressions = [...dashboardExpressions, ...otherExpressions];

test('Prometheus agrees on every panel, every rule and other expressions over the three stages', { skip }, async () => {
  assert.equal(await compareWithPrometheus(scrapes, evaluateScrapes(expressions, scrapes, timesMs)), '');
});

test('Prometheus agrees when every fifth scrape fails', { skip }, async () => {
  const holed = scrapes.map(({ atMs, samples }, second) => ({ atMs, samples: second % 5 === 3 ? undefined : samples }));
  assert.equal(await compareWithPrometheus(holed, evaluateScrapes(expressions, holed, timesMs)), '');
});

test('Prometheus agrees on every edge case', { skip }, async () => {
  for (const edgeCase of edgeCases)
    assert.equal(await compareWithPrometheus(toScrapes(edgeCase), toAnswers(edgeCase)), '', edgeCase.title);
});

test('Prometheus disagrees with an answer that is a millionth too high', { skip }, async () => {
  const answers = evaluateScrapes(['sum(http_requests_total)'], scrapes, timesMs).map((answer) => ({
    ...answer,
    vector: answer.vector.map(({ labels, value }) => ({ labels, value: value * 1.000001 })),
  }));
  assert.match(await compareWithPrometheus(scrapes, answers), /exp:.*\n.*got:/);
});
