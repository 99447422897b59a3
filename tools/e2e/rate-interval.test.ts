// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { intervalSeconds, parseInterval, rateIntervalSeconds } from './rate-interval.ts';

/** The dashboard's time range on a panel of half a wide screen. */
const shown = { rangeSeconds: 300, maxDataPoints: 900 };

test('the min step of the target decides, whatever the data source says', () => {
  const target = { ...shown, panelInterval: '5s', targetInterval: '5s' };
  for (const dataSourceInterval of ['5s', '30s', undefined])
    assert.equal(rateIntervalSeconds({ ...target, dataSourceInterval }), 20);
});

test("without a min step, a data source's 30 s make a window of two minutes, and the panel's interval does not help", () => {
  assert.equal(rateIntervalSeconds({ ...shown, panelInterval: '5s', dataSourceInterval: '30s' }), 120);
});

test('a data source without an interval counts as 15 s', () => {
  assert.equal(rateIntervalSeconds(shown), 60);
  assert.equal(rateIntervalSeconds({ ...shown, dataSourceInterval: '' }), 60);
});

test("without the panel's interval, the data source's is added to the min step", () => {
  assert.equal(rateIntervalSeconds({ ...shown, targetInterval: '5s', dataSourceInterval: '30s' }), 35);
});

test('over a long time range, the window is the interval plus one scrape', () => {
  const sixHours = { rangeSeconds: 6 * 3600, maxDataPoints: 900, panelInterval: '5s', targetInterval: '5s' };
  assert.equal(intervalSeconds(sixHours), 20);
  assert.equal(rateIntervalSeconds(sixHours), 25);
  assert.equal(rateIntervalSeconds({ ...sixHours, rangeSeconds: 24 * 3600 }), 125);
});

test('an interval is rounded as in Grafana, and is never below the lowest', () => {
  const exact = (seconds: number) =>
    intervalSeconds({ rangeSeconds: seconds * 100, maxDataPoints: 100, panelInterval: '1ms' });
  assert.deepEqual([0.3, 1.4, 1.5, 7.4, 7.5, 24, 44, 89, 2000].map(exact), [0.2, 1, 2, 5, 10, 20, 30, 60, 1800]);
  assert.equal(intervalSeconds({ ...shown, panelInterval: '10s' }), 10);
  assert.throws(() => exact(10_000), /too long/);
});

test('intervals are read with their unit', () => {
  assert.deepEqual(['5s', '1m', '500ms', '2h', '30'].map(parseInterval), [5, 60, 0.5, 7200, 30]);
  for (const text of ['', '0s', '5 s', '$__interval', '1d']) assert.throws(() => parseInterval(text), /such as 5s/);
});
