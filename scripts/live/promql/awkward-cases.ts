import { parseMetrics } from '../../measure/metrics.ts';
import type { Scrape } from './recording.ts';
import type { Labels } from './vector.ts';

/** A few scrapes made by hand, and what Prometheus makes of them. */
export interface AwkwardCase {
  title: string;
  /** A value per second; `.` where a scrape does not have the series, `_` where nobody scraped. All `.` is a scrape that failed. */
  series: Record<string, string>;
  atSecond: number;
  answers: [expression: string, ...vector: [Labels, number][]][];
}

/** The columns of a case as scrapes. */
export function toScrapes({ series }: AwkwardCase): Scrape[] {
  const rows = Object.entries(series).map(([name, values]) => ({ name, values: values.split(' ') }));
  const seconds = Array.from({ length: rows[0]?.values.length ?? 0 }, (_, second) => second);
  return seconds.flatMap((second) => {
    const cells = rows.map(({ name, values }) => ({ name, text: values[second] ?? '_' }));
    if (cells.every(({ text }) => text === '_')) return [];
    const samples = cells.flatMap(({ name, text }) => (/^[._]$/.test(text) ? [] : parseMetrics(`${name} ${text}`)));
    return [{ atMs: second * 1000, samples: samples.length > 0 ? samples : undefined }];
  });
}

const api = { instance: 'api' };
/** Observations per bucket's bound, which grow from second to second as a whole multiple of these. */
const buckets = (counts: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(counts).map(([le, count]) => [
      `h_bucket{le="${le}"}`,
      [0, 1, 2, 3, 4].map((second) => second * count).join(' '),
    ]),
  );
const quantile = (rank: number | string) => `histogram_quantile(${rank}, sum by (le) (rate(h_bucket[4s])))`;

export const awkwardCases: AwkwardCase[] = [
  {
    title: 'a counter that begins again is counted on',
    series: { c: '0 5 10 2 4' },
    atSecond: 4,
    answers: [
      ['rate(c[4s])', [api, 3]],
      ['increase(c[4s])', [api, 12]],
    ],
  },
  {
    title: 'one value in the window is not enough for a rate, and two at its very ends are one',
    series: { c: '0 _ _ _ 7' },
    atSecond: 4,
    answers: [['rate(c[2s])'], ['rate(c[4s])'], ['rate(c[4001ms])', [api, 7 / 4.001]]],
  },
  {
    title: 'a gap makes the interval longer that a rate reaches out to',
    series: { c: '0 10 _ _ 40 50' },
    atSecond: 5,
    answers: [['rate(c[5s])', [api, 10]]],
  },
  {
    title: 'a rate reaches out by half an interval to an edge that is far away',
    series: { c: '_ _ _ 10 20 30' },
    atSecond: 9,
    answers: [['rate(c[10s])', [api, 3]]],
  },
  {
    title: 'a rate does not reach out to where the counter would be below zero',
    series: { c: '. . 0.125 10.125', other: '1 1 1 1' },
    atSecond: 3,
    answers: [['rate(c[4s])', [api, 10.125 / 4]]],
  },
  {
    title: 'after a scrape that failed there is no series, but its values still make a rate',
    series: { c: '1 2 .' },
    atSecond: 2,
    answers: [['c'], ['c offset 1s', [{ __name__: 'c', ...api }, 2]], ['rate(c[4s])', [api, 0.625]]],
  },
  {
    title: 'a series comes back after a scrape that failed',
    series: { c: '1 2 . 4' },
    atSecond: 3,
    answers: [
      ['c', [{ __name__: 'c', ...api }, 4]],
      ['rate(c[3s])', [api, 1]],
    ],
  },
  {
    title: 'a series that a scrape no longer has is gone, and the others are not',
    series: { 'c{a="x"}': '1 2 3 .', 'c{a="y"}': '1 2 3 4' },
    atSecond: 3,
    answers: [
      ['sum by (a) (c)', [{ a: 'y' }, 4]],
      ['sum by (a) (increase(c[3s]))', [{ a: 'x' }, 3], [{ a: 'y' }, 3]],
    ],
  },
  {
    title: 'a value that no scrape has followed holds for just under five minutes',
    series: { c: '5' },
    atSecond: 299,
    answers: [['-c', [api, -5]], ['c offset -1s'], ['c offset -999ms', [{ __name__: 'c', ...api }, 5]]],
  },
  {
    title: 'quantiles lie inside a bucket in proportion, and stop where the last one begins',
    series: buckets({ '0.1': 2, '0.2': 6, '+Inf': 8 }),
    atSecond: 4,
    answers: [
      [quantile(0), [{}, 0]],
      [quantile(0.125), [{}, 0.05]],
      [quantile(0.5), [{}, 0.15000000000000002]],
      [quantile(0.9), [{}, 0.2]],
      [quantile(1), [{}, 0.2]],
      [quantile(-0.5), [{}, Number.NEGATIVE_INFINITY]],
      [quantile('1 + 1'), [{}, Number.POSITIVE_INFINITY]],
      [quantile('NaN'), [{}, Number.NaN]],
    ],
  },
  {
    title: 'a histogram without buckets has no quantile',
    series: buckets({ '+Inf': 8 }),
    atSecond: 4,
    answers: [
      [quantile(0.5), [{}, Number.NaN]],
      [`${quantile(0.5)} >= 0 or on() vector(0)`, [{}, 0]],
    ],
  },
  {
    title: 'a histogram without its last bucket, or without observations, has no quantile',
    series: { ...buckets({ '0.1': 1, '0.2': 2 }), ...{ 'h_bucket{le="+Inf"}': '. . . . .' } },
    atSecond: 4,
    answers: [
      [quantile(0.5), [{}, Number.NaN]],
      [`histogram_quantile(0.5, rate(h_bucket[4s]) * 0)`, [api, Number.NaN]],
    ],
  },
  {
    title: 'an empty histogram has no quantile',
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
    title: 'a bucket that holds more only by rounding counts as the one before it',
    series: buckets({ '0.1': 1, '0.2': 1.0000000000000002, '+Inf': 1.0000000000000004 }),
    atSecond: 4,
    answers: [[quantile(1), [{}, 0.1]]],
  },
  {
    title: 'a first bucket of values below zero has no inside; a sample that is no bucket is passed over',
    series: { ...buckets({ '-1': 4, '1e0': 6, '+Inf': 8 }), 'h_bucket{le="?"}': '0 9 18 27 36' },
    atSecond: 4,
    answers: [
      [quantile(0.25), [{}, -1]],
      [quantile(0.625), [{}, 0]],
    ],
  },
  {
    title: 'each histogram has a quantile of its own, whatever else it is labelled with',
    series: {
      'h_bucket{le="1",q="x"}': '0 1 2',
      'h_bucket{le="+Inf",q="x"}': '0 1 2',
      'h_bucket{le="1",q="y"}': '0 0 0',
      'h_bucket{le="+Inf",q="y"}': '0 1 2',
    },
    atSecond: 2,
    answers: [
      ['histogram_quantile(0.5, rate(h_bucket[4s]))', [{ ...api, q: 'x' }, 0.5], [{ ...api, q: 'y' }, 1]],
      ['histogram_quantile(0.5, h_bucket)', [{ ...api, q: 'x' }, 0.5], [{ ...api, q: 'y' }, 1]],
      ['histogram_quantile(0.5, sum without (q, instance) (h_bucket))', [{}, 1]],
    ],
  },
  {
    title: 'samples are chosen by labels: whole values, absent ones as empty ones',
    series: { 'c{a="x"}': '1', 'c{a="xx"}': '2', c: '4', 'c{a="x.y"}': '8' },
    atSecond: 0,
    answers: [
      ['sum(c{a="x"})', [{}, 1]],
      ['sum(c{a!="x"})', [{}, 14]],
      ['sum(c{a=~"x|y"})', [{}, 1]],
      ['sum(c{a=~"x.?"})', [{}, 3]],
      ['sum(c{a!~"x.*"})', [{}, 4]],
      ['sum(c{a=""})', [{}, 4]],
      ['sum({__name__="c",a!=""})', [{}, 11]],
      ['sum(c{a=~"x\\\\.y"})', [{}, 8]],
      ['sum(c{a=~`x\\.y`})', [{}, 8]],
      ["sum(c{a='x',})", [{}, 1]],
      ['sum(c{b="x"})'],
    ],
  },
  {
    title: 'groups are summed, counted and compared',
    series: { 'c{a="x",b="1"}': '1', 'c{a="x",b="2"}': '2', 'c{a="y",b="1"}': '6', 'c{a="y",b="2"}': 'NaN' },
    atSecond: 0,
    answers: [
      ['sum(c{a="x"})', [{}, 3]],
      ['sum by (a) (c)', [{ a: 'x' }, 3], [{ a: 'y' }, Number.NaN]],
      ['count(c) by (a, z)', [{ a: 'x' }, 2], [{ a: 'y' }, 2]],
      ['avg without (b) (c{a="x"})', [{ a: 'x', ...api }, 1.5]],
      ['max by (a) (c)', [{ a: 'x' }, 2], [{ a: 'y' }, 6]],
      ['min(c)', [{}, 1]],
      ['sum by (__name__) (c{b="1"})', [{ __name__: 'c' }, 7]],
    ],
  },
  {
    title: 'comparisons leave samples out, and keep the name of those they leave in, unless they say bool',
    series: { 'c{a="x"}': '1', 'c{a="y"}': '3', 'd{a="x"}': '2', 'd{a="y"}': '2' },
    atSecond: 0,
    answers: [
      ['c > 2', [{ __name__: 'c', a: 'y', ...api }, 3]],
      ['2 < c', [{ __name__: 'c', a: 'y', ...api }, 3]],
      ['2 >= bool c', [{ a: 'x', ...api }, 1], [{ a: 'y', ...api }, 0]],
      ['c > d', [{ __name__: 'c', a: 'y', ...api }, 3]],
      ['c > on (a) d', [{ a: 'y' }, 3]],
      ['c != bool ignoring (instance) d', [{ a: 'x' }, 1], [{ a: 'y' }, 1]],
      ['c == 1 or d <= 1', [{ __name__: 'c', a: 'x', ...api }, 1]],
    ],
  },
  {
    title: 'arithmetic pairs samples by their labels, and drops the name',
    series: { 'c{a="x"}': '7', 'c{a="y"}': '-7', 'd{a="x",b="1"}': '2', 'd{a="z",b="1"}': '0' },
    atSecond: 0,
    answers: [
      ['c / ignoring (b) d', [{ a: 'x', ...api }, 3.5]],
      ['c * on (a) d', [{ a: 'x' }, 14]],
      ['c + d'],
      ['c % 4', [{ a: 'x', ...api }, 3], [{ a: 'y', ...api }, -3]],
      ['-c - 1', [{ a: 'x', ...api }, -8], [{ a: 'y', ...api }, 6]],
      ['c{a="x"} / 0', [{ a: 'x', ...api }, Number.POSITIVE_INFINITY]],
      ['d{a="z"} / 0', [{ a: 'z', b: '1', ...api }, Number.NaN]],
      ['+d{a="x"}', [{ __name__: 'd', a: 'x', b: '1', ...api }, 2]],
    ],
  },
  {
    title: 'and, or and unless look at labels, not at values',
    series: { 'c{a="x"}': '7', 'c{a="y"}': '8', 'd{a="x"}': '2', 'd{a="z"}': '0' },
    atSecond: 0,
    answers: [
      ['c and d', [{ __name__: 'c', a: 'x', ...api }, 7]],
      ['c unless d', [{ __name__: 'c', a: 'y', ...api }, 8]],
      ['sum by (a) (c or d)', [{ a: 'x' }, 7], [{ a: 'y' }, 8], [{ a: 'z' }, 0]],
      ['sum by (a) (c) or on () vector(1)', [{ a: 'x' }, 7], [{ a: 'y' }, 8]],
      ['sum(nothing) or on () vector(1)', [{}, 1]],
      ['sum by (a) (c) or vector(1)', [{ a: 'x' }, 7], [{ a: 'y' }, 8], [{}, 1]],
      ['c unless on (instance) d'],
      ['c and ignoring (a) d{a="z"}', [{ __name__: 'c', a: 'x', ...api }, 7], [{ __name__: 'c', a: 'y', ...api }, 8]],
    ],
  },
  {
    title: 'numbers are computed in the usual order, and written in every way that PromQL has',
    series: { c: '1' },
    atSecond: 0,
    answers: [
      ['vector(2 + 3 * 4 % 5 - 1)', [{}, 3]],
      ['vector((2 + 3) * -4)', [{}, -20]],
      ['vector(1 > bool 2)', [{}, 0]],
      ['vector(0x1F + 1_000 + 1e3 + .5)', [{}, 2031.5]],
      ['vector(1m30s + 500ms)', [{}, 90.5]],
      ['vector(-Inf)', [{}, Number.NEGATIVE_INFINITY]],
      ['8 / 2 / 2', [{}, 2]],
      ['1 - 2 - c # a comment', [api, -2]],
    ],
  },
];
