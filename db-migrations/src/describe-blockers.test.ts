// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeBlockers } from './describe-blockers.ts';

test('the last statement of a session is named only if it has one', () => {
  const session = { pid: 7, role: 'feed_owner', program: 'psql', ageSeconds: 9, transaction: '7', mayBeEnded: true };
  const describe = (state: string, statement: string) => describeBlockers([{ ...session, state, statement }]);
  const who = 'session 7 (feed_owner, psql)';
  assert.equal(describe('idle', ''), `${who}, idle for 9 s`);
  assert.equal(describe('idle in transaction', ''), `${who}, in an open transaction for 9 s`);
  assert.equal(describe('active', ''), `${who}, running for 9 s`);
  assert.equal(describe('idle', 'SELECT 1'), `${who}, idle for 9 s, last statement: SELECT 1`);
  assert.equal(describe('active', 'SELECT 1'), `${who}, running for 9 s: SELECT 1`);
});
