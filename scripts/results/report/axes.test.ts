// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleResult } from '../../../tools/sandbox/example-result.ts';
import { textsIn } from '../../../tools/sandbox/picture-bounds.ts';
import type { Result } from '../result.ts';
import { latencyDistribution } from './latency-distribution.ts';
import { latencyOverTime } from './latency-over-time.ts';
import { reportRuns } from './report-run.ts';
import { slowestRequest } from './slowest-request.ts';
import { successOverTime } from './success-over-time.ts';

/** A run of one or several seconds, in which all requests failed or none, with these latencies. */
function runWith(times: number[], changes: Partial<Result> = {}): Result {
  const failures = changes.successRate === 0 ? [{ status: 503, code: 'connection_timeout', count: 10 }] : [];
  return exampleResult('pooled', {
    series: {
      everySeconds: 1,
      points: times.map((ms, second) => ({ second, requests: 10, failures, p50Ms: ms, p99Ms: ms })),
    },
    latencyDistribution: times.map((ms, index) => ({ share: index / (times.length - 1), ms })),
    slowestRequest: { totalMs: times.at(-1) ?? 0, waitMs: 0, connectMs: 0, queryMs: 0 },
    ...changes,
  });
}

const runs: Record<string, Result> = {
  'no success': runWith([2000, 2001, 2003], { successRate: 0, failed: 6000 }),
  'one second': runWith([3, 4], { durationSeconds: 0.8 }),
  'equal latencies': runWith([250, 250, 250]),
  'a narrow range': runWith([210, 300, 400]),
  'two powers of ten': runWith([3, 30, 240]),
  'three powers of ten': runWith([2, 30, 1100]),
  'less than a millisecond': runWith([0.03, 0.3, 2.4]),
  'every latency': runWith([0.01, 1, 60_000]),
  'an hour': runWith([20, 400, 6_000_000], { durationSeconds: 3600 }),
};

const charts = (run: Result): string[] =>
  [latencyDistribution, latencyOverTime, successOverTime, slowestRequest].flatMap((section) =>
    [...String(section(reportRuns({ pooled: run }))).matchAll(/<svg [^>]*role="img".*?<\/svg>/gs)].map(([svg]) => svg),
  );

for (const [name, run] of Object.entries(runs))
  test(`the labels of the axes are inside the chart, do not overlap, and are at least three: ${name}`, () => {
    for (const svg of charts(run)) {
      const [width = 0, height = 0] = [/ width="(\d+)"/, / height="(\d+)"/].map((size) => Number(size.exec(svg)?.[1]));
      const texts = textsIn(svg).map(({ bounds }) => bounds);
      for (const [index, { what, left, right, top, bottom }] of texts.entries()) {
        assert.notEqual(what, '', 'a tick without a label');
        assert.ok(left >= 0 && right <= width, `${what}: ${left} to ${right}, across`);
        // The title of an axis ends a quarter of a pixel below the chart, if it has a descender.
        assert.ok(top >= 0 && bottom <= height + 0.5, `${what}: ${top} to ${bottom}, down`);
        for (const other of texts.slice(index + 1)) {
          const isBeside = right <= other.left || other.right <= left;
          assert.ok(isBeside || bottom <= other.top || other.bottom <= top, `${what} overlaps ${other.what}`);
        }
      }
      const times = texts.filter(({ what }) => /^[\d.,]+ m?s$/.test(what));
      assert.ok(times.length === 0 || times.length >= 3, times.map(({ what }) => what).join());
    }
  });
