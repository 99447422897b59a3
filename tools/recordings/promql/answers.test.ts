import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rows } from '../../../dashboards/panels.ts';
import { panelExpressions, rateSeconds, toLiveExpression } from '../../../scripts/live/panel-values.ts';
import { labelsKey, type VectorSample } from '../../../scripts/live/promql/vector.ts';
import { dashboardExpressions, evaluateScrapes, readConfirmedAnswers } from './answers.ts';
import { edgeCases } from './edge-cases.ts';
import { readRecordedSeries, toScrapes } from './scrapes.ts';

const scrapes = toScrapes(readRecordedSeries());
const timesMs = scrapes.map(({ atMs }) => atMs);

const sorted = (vector: VectorSample[]) =>
  vector.map(({ labels, value }) => [labelsKey(labels), value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

test('every answer on the recorded scrapes is the one that Prometheus confirmed', () => {
  const confirmed = readConfirmedAnswers();
  for (const { expression, atMs, vector } of evaluateScrapes(dashboardExpressions, scrapes, timesMs)) {
    const expected = confirmed.get(expression)?.[atMs / 1000];
    assert.ok(expected, `${expression} has no confirmed answers: run record-answers.ts`);
    assert.deepEqual(sorted(vector), sorted(expected), `${expression} at ${atMs / 1000} s`);
  }
});

const expressionsOf = (id: string) =>
  rows
    .flatMap(({ panels }) => panels)
    .find((panel) => panel.id === id)
    ?.queries.map(({ expression }) => toLiveExpression(expression)) ?? [];

test('under load, the parts of a request add up to its duration within 2 %, in every second of every stage', () => {
  const parts = expressionsOf('request-parts');
  const mean = expressionsOf('response-latency').slice(0, 1);
  const sums = new Map<number, { parts: number; mean: number }>();
  for (const { expression, atMs, vector } of evaluateScrapes([...parts, ...mean], scrapes, timesMs)) {
    const sum = sums.get(atMs) ?? { parts: 0, mean: 0 };
    sum[mean.includes(expression) ? 'mean' : 'parts'] += vector[0]?.value ?? 0;
    sums.set(atMs, sum);
  }
  const seconds = [...sums.values()];
  // At the edges of a load test, a request and its parts may be counted in different windows.
  const isBusy = (_: unknown, at: number) => seconds.slice(at - rateSeconds, at + 2).every(({ mean }) => mean > 0);
  const busy = seconds.filter((sum, at) => at >= rateSeconds && isBusy(sum, at));
  assert.ok(busy.length > 15, String(busy.length));
  const wrong = busy.filter((sum) => Math.abs(sum.parts - sum.mean) > 0.02 * sum.mean);
  assert.deepEqual(wrong, []);
});

test('the part for opening a connection is never more than the wait, even if a pool opens connections in advance', () => {
  const growing = (perSecond: number) => [0, 1, 2, 3, 4].map((second) => String(second * perSecond));
  const series = {
    http_request_duration_seconds_count: growing(10),
    http_request_duration_seconds_sum: growing(1),
    db_client_connection_wait_time_seconds_sum: growing(0.5),
    db_client_connection_create_time_seconds_sum: growing(3),
    db_client_operation_duration_seconds_sum: growing(0.25),
  };
  const answers = evaluateScrapes(expressionsOf('request-parts'), toScrapes(series), [4000]);
  // Milliseconds per request, at ten requests per second.
  const parts = answers.map(({ vector }) => Math.round((vector[0]?.value ?? Number.NaN) * 1000));
  assert.deepEqual(parts, [50, 0, 25, 25]);
});

test('all panels together take less than 100 ms of CPU time a second', () => {
  const before = process.cpuUsage();
  evaluateScrapes(panelExpressions, scrapes, timesMs, rateSeconds);
  const { user, system } = process.cpuUsage(before);
  const costMs = (user + system) / 1000 / scrapes.length;
  assert.ok(costMs < 100, `${panelExpressions.length} expressions take ${costMs} ms`);
});

for (const edgeCase of edgeCases)
  test(edgeCase.title, () => {
    for (const { expression, atMs, vector } of edgeCase.answers) {
      const [answer] = evaluateScrapes([expression], toScrapes(edgeCase.series), [atMs]);
      assert.deepEqual(sorted(answer?.vector ?? []), sorted(vector), expression);
    }
  });
