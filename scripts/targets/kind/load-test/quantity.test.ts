// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuantity } from './quantity.ts';

test('a Kubernetes quantity is parsed in each of its notations', () => {
  const values = ['250m', '2', 2, '0.5', '1Ki', '512Mi', '1e3', '129M', '1E', '23904564Ki', undefined];
  assert.deepEqual(
    values.map(parseQuantity),
    [0.25, 2, 2, 0.5, 1024, 536_870_912, 1000, 129_000_000, 1e18, 24_478_273_536, 0],
  );
});
