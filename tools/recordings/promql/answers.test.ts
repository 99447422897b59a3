import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiJob } from '../../../dashboards/jobs.ts';
import { compile } from '../../../scripts/live/promql/compile.ts';
import { metricNames } from '../../../scripts/live/promql/metric-names.ts';
import { labelsKey, type VectorSample } from '../../../scripts/live/promql/vector.ts';
import { createSampleStore } from '../../../scripts/live/sample-store.ts';
import { toScrapes } from './awkward-case.ts';
import { awkwardCases } from './awkward-cases.ts';
import { readAnswers } from './confirmed-answers.ts';
import { panelExpressions } from './dashboard-expressions.ts';
import { onGrid, readRecording } from './recording.ts';
import { answer } from './replay.ts';

/** Nothing that is recorded looks further back. */
const longestWindowSeconds = 300;

const sorted = (vector: VectorSample[]) =>
  vector.map(({ labels, value }) => [labelsKey(labels), value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Scrape by scrape, as they came. `costMs` is the time on a CPU, which does not depend on who else is busy, on average. */
function replaySeconds(expressions: string[], keepSeconds: number): { vectors: VectorSample[][][]; costMs: number } {
  const evaluators = expressions.map(compile);
  const store = createSampleStore({ keepSeconds, names: new Set(expressions.flatMap(metricNames)) });
  const scrapes = onGrid(readRecording().scrapes);
  const before = process.cpuUsage();
  const vectors = scrapes.map(({ atMs, samples }) => {
    if (samples) store.add(apiJob, atMs, samples);
    else store.fail(apiJob, atMs);
    return evaluators.map((evaluate) => evaluate(store, atMs));
  });
  const { user, system } = process.cpuUsage(before);
  return { vectors, costMs: (user + system) / 1000 / scrapes.length };
}

test('asked every second, we answer as Prometheus did on the recorded scrapes', () => {
  const confirmed = readAnswers();
  const expressions = confirmed.map(({ expression }) => expression);
  const { vectors } = replaySeconds(expressions, longestWindowSeconds);
  for (const [second, given] of vectors.entries())
    for (const [index, { expression, vectors: expected }] of confirmed.entries())
      assert.deepEqual(sorted(given[index] ?? []), sorted(expected[second] ?? []), `${expression} at ${second} s`);
});

test('all panels together cost less than 10 ms a second', () => {
  const { costMs } = replaySeconds(panelExpressions, 4);
  assert.ok(costMs < 10, `${panelExpressions.length} expressions cost ${costMs} ms`);
});

for (const awkward of awkwardCases)
  test(awkward.title, () => {
    for (const [expression, ...expected] of awkward.answers) {
      const [given] = answer([expression], toScrapes(awkward), [awkward.atSecond * 1000]);
      const wanted = expected.map(([labels, value]) => ({ labels, value }));
      assert.deepEqual(sorted(given?.vector ?? []), sorted(wanted), expression);
    }
  });
