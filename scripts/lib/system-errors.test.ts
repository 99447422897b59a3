// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asLabError } from './system-errors.ts';

test('a connection that the database has lost is explained, with and without PostgreSQL’s last words', () => {
  const withCode = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
  const lost = [
    withCode,
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('Client was closed and is not queryable'),
  ];
  for (const error of lost) assert.equal(asLabError(error)?.code, 'crashed', error.message);
  assert.equal(asLabError(new Error('a bug that mentions: Connection terminated')), undefined);
});

test('a statement that takes too long is not taken for a server that does not respond', () => {
  assert.equal(asLabError(new Error('timeout expired'))?.code, 'crashed');
  const slow = asLabError(new Error('Query read timeout'));
  assert.equal(slow?.code, 'slow_statement');
  assert.match(slow?.whatToDo ?? '', /run the verb again when they have ended/);
});
