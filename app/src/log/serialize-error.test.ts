// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serializeError } from './serialize-error.ts';

const client = { secretKey: 4711, connectionParameters: { user: 'feed_api' } };
const lost = () => Object.assign(new Error('lost', { cause: new Error('reset') }), { code: '57P01', client });

test('the type, the message, the stack, the causes and plain fields of an error are logged, and no object of it', () => {
  const { stack, ...logged } = serializeError(lost()) as Record<string, unknown>;
  assert.deepEqual(logged, { type: 'Error', message: 'lost: reset', code: '57P01' });
  assert.match(String(stack), /Error: lost\n.*serialize-error[\s\S]*caused by: Error: reset/);
});

test('of each error in an AggregateError, the same is logged', () => {
  const logged = JSON.stringify(serializeError(new AggregateError([lost(), lost()], 'all failed')));
  assert.equal(logged.match(/"code":"57P01"/g)?.length, 2);
  assert.doesNotMatch(logged, /secretKey|feed_api/);
});

test('what is thrown and is not an error is logged without its objects', () => {
  assert.equal(serializeError('text'), 'text');
  assert.equal(serializeError(undefined), undefined);
  assert.deepEqual(serializeError({ code: 1, client }), { code: 1 });
});
