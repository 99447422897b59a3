// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toIsoTimestamp } from './timestamp.ts';

test('a timestamp is truncated to milliseconds, not rounded, like a Date', () => {
  for (const [text, expected] of [
    ['2026-01-02 03:04:05.678999+00', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02 03:04:05.6+00', '2026-01-02T03:04:05.600Z'],
    ['2026-01-02 03:04:05.06+00', '2026-01-02T03:04:05.060Z'],
    ['2026-01-02 03:04:05+00', '2026-01-02T03:04:05.000Z'],
  ] as const) {
    assert.equal(toIsoTimestamp(text), expected);
    assert.equal(new Date(text).toISOString(), expected);
  }
});

test('a timestamp in another time zone is converted', () => {
  assert.equal(toIsoTimestamp('2026-01-02 03:04:05.5+05:30'), '2026-01-01T21:34:05.500Z');
  assert.equal(toIsoTimestamp('2026-01-02 03:04:05-08'), '2026-01-02T11:04:05.000Z');
});

test('timestamps that PostgreSQL allows and JSON does not have are null, and never an error', () => {
  assert.equal(toIsoTimestamp('infinity'), null);
  assert.equal(toIsoTimestamp('-infinity'), null);
  assert.equal(toIsoTimestamp('0044-03-15 12:00:00+00 BC'), '-000043-03-15T12:00:00.000Z');
  assert.equal(toIsoTimestamp('0001-01-01 00:00:00+00'), '0001-01-01T00:00:00.000Z');
});
