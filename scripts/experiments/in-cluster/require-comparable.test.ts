// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireLargeTable, requireOwnCluster, requirePlan } from './require-comparable.ts';

const rejected = { code: 'not_comparable' };

test('a table that fits in memory is rejected, and so is a container without a limit', () => {
  requireLargeTable(2000, 1000);
  assert.throws(() => requireLargeTable(1000, 1000), rejected);
  assert.throws(() => requireLargeTable(1000, Number.POSITIVE_INFINITY), rejected);
});

test('an index where there should be none is rejected, and a scan where there should be none', () => {
  const tableBytes = 100 * 8192;
  requirePlan(false, 105, tableBytes);
  requirePlan(true, 56, tableBytes);
  assert.throws(() => requirePlan(false, 56, tableBytes), rejected);
  assert.throws(() => requirePlan(true, 105, tableBytes), rejected);
});

test('a cluster elsewhere is rejected', () => {
  requireOwnCluster({ kubeContext: '' });
  assert.throws(() => requireOwnCluster({ kubeContext: 'production' }), rejected);
});
