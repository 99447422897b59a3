// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixes } from './fixes.ts';
import { leaveOutImpossible } from './left-out.ts';

const poolers = fixes.filter(({ pooler }) => pooler);
const others = fixes.filter(({ pooler }) => !pooler);
const missing = async () => undefined;
const installed = async () => '/usr/sbin/pgbouncer';

test('without PgBouncer, the fixes that need it are left out, and named', async () => {
  const possible = await leaveOutImpossible(fixes, 'local', missing);
  assert.deepEqual([possible.fixes, possible.leftOut], [others, poolers]);
  assert.match(possible.reason, /not installed/);
});

test('with PgBouncer, nothing is left out on this machine', async () => {
  const possible = await leaveOutImpossible(fixes, 'local', installed);
  assert.deepEqual([possible.fixes, possible.leftOut], [fixes, []]);
});

test('in a cluster, a PgBouncer on this machine does not help', async () => {
  assert.deepEqual((await leaveOutImpossible(fixes, 'kind', installed)).leftOut, poolers);
});

test('a gallery of nothing but such fixes fails, and says what to install', async () => {
  await assert.rejects(leaveOutImpossible(poolers, 'local', missing), {
    code: 'tool_missing',
    whatToDo: /apt install pgbouncer/,
  });
});
