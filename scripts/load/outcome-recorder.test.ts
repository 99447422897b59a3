// Shares a process.

import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { OutcomeRecorder } from './outcome-recorder.ts';

test('the slowest request is that with the largest total, of those in the second half of the test', (context) => {
  context.mock.timers.enable({ apis: ['Date'] });
  const recorder = new OutcomeRecorder(new Date(), 30);
  const user = Object.assign(new EventEmitter(), { pipelinedRequests: { clear() {} }, destroy() {} });
  recorder.listenTo(user);
  const receiveAt = (second: number, latencyMs: number, ...headers: string[]) => {
    context.mock.timers.setTime(second * 1000);
    user.emit('headers', { headers: ['Content-Type', 'application/json', ...headers] });
    user.emit('response', 200, 4000, latencyMs);
  };
  receiveAt(14, 901, 'Server-Timing', 'pool;dur=1.0, connect;dur=800.0, db;dur=9.0, total;dur=900.0');
  assert.equal(recorder.report().slowestRequest, undefined);
  receiveAt(15, 311, 'Server-Timing', 'pool;dur=300.0, db;dur=9.0, total;dur=310.0');
  receiveAt(16, 430, 'server-timing', 'pool;dur=400.0, db;dur=9.5, total;dur=410.0');
  receiveAt(17, 420, 'Server-Timing', 'pool;dur=200.0, db;dur=9.0, total;dur=210.0');
  receiveAt(18, 1000);
  assert.deepEqual(recorder.report().slowestRequest, { totalMs: 410, waitMs: 400, connectMs: 0, queryMs: 9.5 });
});
