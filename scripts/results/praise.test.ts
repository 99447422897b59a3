// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { praiseFor } from './praise.ts';
import type { Result } from './result.ts';

const result = (stage: Result['stage'], successRate: number, more: Partial<Result> = {}) =>
  ({ stage, successRate, ...more }) as Result;
const broken = result('broken', 0.0019);
const fixed = result('pooled', 0.9998);

test('the first reliable result after the broken stage is congratulated on, with both success rates', () => {
  assert.equal(
    praiseFor([broken, broken, fixed]),
    'Congratulations! 99.98 % of the requests succeeded, up from 0.19 %: your users have their feed back.',
  );
});

test('an attempt that is not quite reliable only puts it off', () => {
  const nearly = result('pooled', 0.98);
  assert.equal(praiseFor([broken, nearly]), '');
  assert.match(praiseFor([broken, nearly, fixed]), /up from 0.19 %/);
});

test('the next reliable results, interrupted ones and failures get no praise', () => {
  assert.equal(praiseFor([broken, fixed, fixed]), '');
  assert.equal(praiseFor([broken, fixed, result('indexed', 1)]), '');
  assert.equal(praiseFor([broken, { ...fixed, interruption: 'SIGINT' } as unknown as Result]), '');
  assert.equal(praiseFor([fixed, broken]), '');
  assert.equal(praiseFor([fixed]), '');
  assert.equal(praiseFor([]), '');
});

test('a reliable result under another load is not praised, and does not use up the praise', () => {
  const alone = result('broken', 1, { users: 1 });
  assert.equal(praiseFor([broken, alone]), '');
  assert.equal(praiseFor([broken, result('pooled', 1, { ratePerSecond: 10 })]), '');
  assert.match(praiseFor([broken, alone, fixed]), /up from 0.19 %/);
});

test('a broken stage that happens not to fail is not praised', () => {
  assert.equal(praiseFor([broken, result('broken', 1, { variant: 'broken' })]), '');
});

test('after a reset the story starts again, and so does the praise', () => {
  assert.match(praiseFor([broken, fixed, broken, fixed]), /^Congratulations!/);
});
