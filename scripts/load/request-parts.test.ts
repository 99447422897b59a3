// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packParts, type RequestParts, readServerTiming, unpackParts } from '../../loadtest/lib/request-parts.ts';

test('a Server-Timing header is read; without one, nothing is known', () => {
  assert.deepEqual(readServerTiming('pool;dur=223.1, db;dur=9.5, total;dur=240.0'), {
    totalMs: 240,
    waitMs: 223.1,
    connectMs: 0,
    queryMs: 9.5,
  });
  assert.equal(readServerTiming(undefined), undefined);
  assert.equal(readServerTiming(''), undefined);
});

const requests: RequestParts[] = [
  { totalMs: 0.4, waitMs: 0, connectMs: 0, queryMs: 0.3 },
  { totalMs: 152.3, waitMs: 1.2, connectMs: 150.8, queryMs: 0 },
  { totalMs: 612.9, waitMs: 590.1, connectMs: 0, queryMs: 20.4 },
  { totalMs: 30_000, waitMs: 19_000, connectMs: 1000, queryMs: 9999 },
];

test('what is packed into a number comes out of it, to a 2,047th of the total', () => {
  for (const request of requests) {
    const packed = packParts(request);
    assert.ok(Number.isSafeInteger(packed));
    const unpacked = unpackParts(packed);
    assert.equal(unpacked.totalMs, request.totalMs);
    for (const part of ['waitMs', 'connectMs', 'queryMs'] as const)
      assert.ok(Math.abs(unpacked[part] - request[part]) <= request.totalMs / 2047 + 0.1, part);
  }
});

test('the largest number is the slowest request', () => {
  const packed = requests.map(packParts);
  assert.deepEqual(
    packed,
    [...packed].sort((one, other) => one - other),
  );
});
