import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSampleStore } from '../../sample-store.ts';
import { compile } from '../compile.ts';
import { metricNames } from '../metric-names.ts';
import { labelsKey, type VectorSample } from '../vector.ts';
import { toScrapes } from './awkward-case.ts';
import { awkwardCases } from './awkward-cases.ts';
import { readAnswers } from './confirmed-answers.ts';
import { onGrid, readRecording } from './recording.ts';
import { answer } from './replay.ts';

const sorted = (vector: VectorSample[]) =>
  vector.map(({ labels, value }) => [labelsKey(labels), value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));

test('asked every second, we answer as Prometheus did on the recorded scrapes, at little cost', () => {
  const confirmed = readAnswers().map((line) => ({ ...line, evaluate: compile(line.expression) }));
  const names = new Set(confirmed.flatMap(({ expression }) => metricNames(expression)));
  // As the live page has it: a window of four seconds and no more.
  const store = createSampleStore({ keepSeconds: 4, names });
  const costsMs = onGrid(readRecording().scrapes).map(({ atMs, samples }, second) => {
    const startedAt = performance.now();
    if (samples) store.add('api', atMs, samples);
    else store.fail('api', atMs);
    const vectors = confirmed.map(({ evaluate }) => evaluate(store, atMs));
    const costMs = performance.now() - startedAt;
    for (const [index, { expression, vectors: expected }] of confirmed.entries())
      assert.deepEqual(sorted(vectors[index] ?? []), sorted(expected[second] ?? []), `${expression} at ${second} s`);
    return costMs;
  });
  const middleMs = costsMs.toSorted((a, b) => a - b)[Math.floor(costsMs.length / 2)] ?? 0;
  assert.ok(middleMs < 10, `${confirmed.length} expressions take ${middleMs} ms`);
});

for (const awkward of awkwardCases)
  test(awkward.title, () => {
    for (const [expression, ...expected] of awkward.answers) {
      const [given] = answer([expression], toScrapes(awkward), [awkward.atSecond * 1000]);
      const wanted = expected.map(([labels, value]) => ({ labels, value }));
      assert.deepEqual(sorted(given?.vector ?? []), sorted(wanted), expression);
    }
  });
