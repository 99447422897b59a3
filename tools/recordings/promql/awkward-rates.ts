import { type AwkwardCase, api } from './awkward-case.ts';

/** What can happen to series between scrapes. */
export const awkwardRates: AwkwardCase[] = [
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
];
