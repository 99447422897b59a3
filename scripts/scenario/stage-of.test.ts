// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageOf } from './stage-of.ts';

const mine = { variant: 'mine', indexValid: false } as const;
const shared = { connectionsPerRequest: 0.02, successRate: 0.1, isBeyondPools: false };

test("a learner's variant is pooled if most requests shared connections and succeeded", () => {
  assert.equal(stageOf(mine), 'broken');
  assert.equal(stageOf(mine, shared), 'broken');
  assert.equal(stageOf(mine, { ...shared, successRate: 0.9 }), 'pooled');
  assert.equal(stageOf(mine, { ...shared, successRate: 0.9, connectionsPerRequest: 1 }), 'broken');
});

test('or if they could not have succeeded, because the queries take too long for any pool', () => {
  assert.equal(stageOf(mine, { ...shared, isBeyondPools: true }), 'pooled');
  assert.equal(stageOf({ ...mine, indexValid: true }, { ...shared, isBeyondPools: true }), 'indexed');
  assert.equal(stageOf(mine, { ...shared, isBeyondPools: true, connectionsPerRequest: 1 }), 'broken');
});
