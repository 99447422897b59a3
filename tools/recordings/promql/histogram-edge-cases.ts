import type { EdgeCase } from './edge-case.ts';
import { targetLabels as target } from './scrapes.ts';

/** Five scrapes of a histogram, by upper bound the observations per second. */
const buckets = (counts: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(counts).map(([le, count]) => [
      `h_bucket{le="${le}"}`,
      [0, 1, 2, 3, 4].map((second) => second * count).join(' '),
    ]),
  );
const quantile = (rank: number) => `histogram_quantile(${rank}, sum by (le) (rate(h_bucket[4s])))`;

export const histogramEdgeCases: EdgeCase[] = [
  {
    title: 'quantiles are interpolated inside a bucket, but not in the last one',
    series: buckets({ '0.1': 2, '0.2': 6, '+Inf': 8 }),
    atSecond: 4,
    answers: [
      [quantile(0), [{}, 0]],
      [quantile(0.125), [{}, 0.05]],
      [quantile(0.5), [{}, 0.15000000000000002]],
      [quantile(0.9), [{}, 0.2]],
      [quantile(1), [{}, 0.2]],
    ],
  },
  {
    title: 'a histogram with its last bucket alone has no quantile',
    series: buckets({ '+Inf': 8 }),
    atSecond: 4,
    answers: [
      [quantile(0.5), [{}, Number.NaN]],
      [`${quantile(0.5)} >= 0 or on() vector(0)`, [{}, 0]],
    ],
  },
  {
    title: 'a histogram without its last bucket has no quantile',
    series: { ...buckets({ '0.1': 1, '0.2': 2 }), 'h_bucket{le="+Inf"}': '. . . . .' },
    atSecond: 4,
    answers: [
      [quantile(0.5), [{}, Number.NaN]],
      [`histogram_quantile(0.5, rate(h_bucket[4s]) * 0)`, [target, Number.NaN]],
    ],
  },
  {
    title: 'a histogram without observations has no quantile',
    series: buckets({ '0.1': 0, '0.2': 0, '+Inf': 0 }),
    atSecond: 4,
    answers: [[quantile(0.99), [{}, Number.NaN]]],
  },
  {
    title: 'a bucket that holds less than the one before it counts as much',
    series: buckets({ '0.1': 4, '0.2': 2, '0.3': 6, '+Inf': 8 }),
    atSecond: 4,
    answers: [
      [quantile(0.5), [{}, 0.1]],
      [quantile(0.625), [{}, 0.25]],
    ],
  },
  {
    title: 'a bucket that holds more than the one before it only by rounding counts as much',
    series: buckets({ '0.1': 1, '0.2': 1.0000000000000002, '+Inf': 1.0000000000000004 }),
    atSecond: 4,
    answers: [[quantile(1), [{}, 0.1]]],
  },
  {
    title: 'a first bucket below 0 is not interpolated, and a sample that is not a bucket is ignored',
    series: { ...buckets({ '-1': 4, '1e0': 6, '+Inf': 8 }), 'h_bucket{le="?"}': '0 9 18 27 36' },
    atSecond: 4,
    answers: [
      [quantile(0.25), [{}, -1]],
      [quantile(0.625), [{}, 0]],
    ],
  },
  {
    title: 'each histogram has its own quantile, whatever its other labels are',
    series: {
      'h_bucket{le="1",q="x"}': '0 1 2',
      'h_bucket{le="+Inf",q="x"}': '0 1 2',
      'h_bucket{le="1",q="y"}': '0 0 0',
      'h_bucket{le="+Inf",q="y"}': '0 1 2',
    },
    atSecond: 2,
    answers: [
      ['histogram_quantile(0.5, rate(h_bucket[4s]))', [{ ...target, q: 'x' }, 0.5], [{ ...target, q: 'y' }, 1]],
      ['histogram_quantile(0.5, h_bucket)', [{ ...target, q: 'x' }, 0.5], [{ ...target, q: 'y' }, 1]],
      ['histogram_quantile(0.5, sum by (le) (h_bucket))', [{}, 1]],
    ],
  },
];
