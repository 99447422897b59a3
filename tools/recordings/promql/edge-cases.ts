import type { EdgeCase } from './edge-case.ts';
import { histogramEdgeCases } from './histogram-edge-cases.ts';
import { targetLabels as target } from './scrapes.ts';

const rates: EdgeCase[] = [
  {
    title: 'a counter that is reset continues from 0',
    series: { c: '0 5 10 2 4' },
    atSecond: 4,
    answers: [['rate(c[4s])', [target, 3]]],
  },
  {
    title: 'a rate needs two values in its window, which does not include its start',
    series: { c: '0 _ _ _ 10' },
    atSecond: 4,
    answers: [['rate(c[2s])'], ['rate(c[4s])'], ['rate(c[5s])', [target, 2]]],
  },
  {
    title: 'missed scrapes make the interval longer by which a rate is extrapolated',
    series: { c: '0 10 _ _ 40 50' },
    atSecond: 5,
    answers: [['rate(c[5s])', [target, 10]]],
  },
  {
    title: 'a rate is extrapolated by half an interval when the edge of the window is further away',
    series: { c: '_ _ _ 10 20 30' },
    atSecond: 9,
    answers: [['rate(c[10s])', [target, 3]]],
  },
  {
    title: 'a rate is not extrapolated to where the counter would be below 0',
    series: { c: '. . 0.125 10.125', other: '1 1 1 1' },
    atSecond: 3,
    answers: [['rate(c[4s])', [target, 10.125 / 4]]],
  },
  {
    title: 'after a failed scrape the series has ended, but its values still make a rate',
    series: { c: '1 2 .' },
    atSecond: 2,
    answers: [['c'], ['rate(c[4s])', [target, 0.625]]],
  },
  {
    title: 'a series returns after a failed scrape',
    series: { c: '1 2 . 4' },
    atSecond: 3,
    answers: [
      ['c', [{ __name__: 'c', ...target }, 4]],
      ['rate(c[3s])', [target, 1]],
    ],
  },
  {
    title: 'a series that is missing from a scrape has ended, and the others have not',
    series: { 'c{a="x"}': '1 2 3 .', 'c{a="y"}': '1 2 3 4' },
    atSecond: 3,
    answers: [
      ['sum by (a) (c)', [{ a: 'y' }, 4]],
      ['sum by (a) (rate(c[3s]))', [{ a: 'x' }, 1], [{ a: 'y' }, 1]],
    ],
  },
];

const operators: EdgeCase[] = [
  {
    title: 'matchers compare whole values, and a missing label is an empty one',
    series: { 'c{a="x"}': '1', 'c{a="xx"}': '2', c: '4', 'c{a="y"}': '8' },
    atSecond: 0,
    answers: [
      ['sum(c{a="x"})', [{}, 1]],
      ['sum(c{a!="x"})', [{}, 14]],
      ['sum(c{a=~"x|y"})', [{}, 9]],
      ['sum(c{a=~"x.?"})', [{}, 3]],
      ['sum(c{a!~"x.*"})', [{}, 12]],
      ['sum(c{a=""})', [{}, 4]],
      ['sum(c{b="x"})'],
    ],
  },
  {
    title: 'aggregations group by labels, and max passes over NaN',
    series: { 'c{a="x",b="1"}': '1', 'c{a="x",b="2"}': '2', 'c{a="y",b="1"}': '6', 'c{a="y",b="2"}': 'NaN' },
    atSecond: 0,
    answers: [
      ['sum(c{a="x"})', [{}, 3]],
      ['sum by (a) (c)', [{ a: 'x' }, 3], [{ a: 'y' }, Number.NaN]],
      ['avg(c{a="x"}) by (a, z)', [{ a: 'x' }, 1.5]],
      ['max by (a) (c)', [{ a: 'x' }, 2], [{ a: 'y' }, 6]],
      ['max(c{a="y",b="2"})', [{}, Number.NaN]],
      ['sum by (__name__) (c{b="1"})', [{ __name__: 'c' }, 7]],
    ],
  },
  {
    title: 'a comparison filters samples and keeps their names',
    series: { 'c{a="x"}': '1', 'c{a="y"}': '3', 'd{a="x"}': 'NaN' },
    atSecond: 0,
    answers: [
      ['c > 2', [{ __name__: 'c', a: 'y', ...target }, 3]],
      ['c != 3', [{ __name__: 'c', a: 'x', ...target }, 1]],
      ['c == 1 or c < 0', [{ __name__: 'c', a: 'x', ...target }, 1]],
      ['d >= 0 or d <= 0'],
    ],
  },
  {
    title: 'arithmetic drops the name, and combines samples with the same labels',
    series: { 'c{a="x"}': '7', 'c{a="y"}': '-7', 'd{a="x"}': '2', 'd{a="z"}': '0' },
    atSecond: 0,
    answers: [
      ['c / d', [{ a: 'x', ...target }, 3.5]],
      ['c + sum by (a) (d)'],
      ['10 - c', [{ a: 'x', ...target }, 3], [{ a: 'y', ...target }, 17]],
      ['c{a="x"} / 0', [{ a: 'x', ...target }, Number.POSITIVE_INFINITY]],
      ['d{a="z"} / 0', [{ a: 'z', ...target }, Number.NaN]],
      ['100 - sum(c + 10) * 3 / (sum(d) + 4) # a comment', [{}, 90]],
    ],
  },
  {
    title: 'or compares labels, not values',
    series: { 'c{a="x"}': '7', 'c{a="y"}': '8', 'd{a="x"}': '2', 'd{a="z"}': '0' },
    atSecond: 0,
    answers: [
      ['sum by (a) (c or d)', [{ a: 'x' }, 7], [{ a: 'y' }, 8], [{ a: 'z' }, 0]],
      ['sum by (a) (c or on(job) d)', [{ a: 'x' }, 7], [{ a: 'y' }, 8]],
      ['sum by (a) (c) or on() vector(1)', [{ a: 'x' }, 7], [{ a: 'y' }, 8]],
      ['sum(nothing) or on() vector(1)', [{}, 1]],
      ['sum by (a) (c) or vector(1)', [{ a: 'x' }, 7], [{ a: 'y' }, 8], [{}, 1]],
    ],
  },
];

/** The tests compare these answers with ours and, where promtool is installed, with those of Prometheus. */
export const edgeCases: EdgeCase[] = [...rates, ...histogramEdgeCases, ...operators];
