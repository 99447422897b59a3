import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelExpressions, rateSeconds } from '../../../scripts/live/panel-values.ts';
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
