// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMetrics } from '../lib/metrics.ts';
import { findRestart } from './watch-api.ts';

const began = { atSeconds: 1000, startedAtSeconds: 900, processes: 1 };

/** What is found if the metrics at the end are those of processes that started then. */
const find = (...startedAtSeconds: number[]) => {
  const lines = startedAtSeconds.map((seconds, index) => `process_start_time_seconds{pod="${index}"} ${seconds}\n`);
  return findRestart({ metrics: async () => parseMetrics(lines.join('')) }, began);
};

test('the same process, or another worker that started before verify began, is no restart', async () => {
  assert.equal(await find(900), undefined);
  assert.equal(await find(903), undefined);
});

test('a process that started after verify began has replaced another one', async () => {
  assert.match((await find(1005))?.text ?? '', /exited and was replaced/);
});

test('a process that is missing at the end has exited', async () => {
  assert.match((await find())?.text ?? '', /of the API’s 1 processes, 0 were left/);
});
