import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import { identify, isRunning, startInProc, startInPs } from './process-identity.ts';

const startsOf = process.platform === 'linux' ? [startInProc, startInPs] : [startInPs];
const unusedPid = 2 ** 22 + 1;
const original = { ...process.env };

function setEnvironment(variables: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}

afterEach(() => setEnvironment({ LC_ALL: original.LC_ALL, LANG: original.LANG, TZ: original.TZ, PATH: original.PATH }));

test('a process is not confused with another that has the same id', () => {
  for (const startOf of startsOf) {
    const self = identify(process.pid, startOf);
    assert.ok(self && isRunning(self, startOf));
    assert.ok(!isRunning({ ...self, startedAt: 'another time' }, startOf));
    assert.equal(identify(unusedPid, startOf), undefined);
  }
});

test('a process that has ended is not running, even before its parent has noticed', async () => {
  const child = spawn('true');
  const { pid = 0 } = child;
  // Nothing here yields, so Node.js does not wait for the child, which remains as a zombie.
  const state = () => execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  while (!state().startsWith('Z'));
  for (const startOf of startsOf) assert.equal(identify(pid, startOf), undefined);
  await once(child, 'exit');
});

test('a process is recognized from a shell with another time zone and language', () => {
  for (const startOf of startsOf) {
    setEnvironment({ TZ: 'America/New_York', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' });
    const self = identify(process.pid, startOf);
    for (const zone of ['Asia/Kolkata', 'Pacific/Auckland', undefined]) {
      setEnvironment({ TZ: zone, LC_ALL: 'C', LANG: undefined });
      assert.deepEqual(identify(process.pid, startOf), self);
      assert.ok(self && isRunning(self, startOf));
    }
  }
});

test('a record from an older version, with a local date, is recognized in the same shell', () => {
  setEnvironment({ TZ: 'Asia/Kolkata' });
  const startedAt = execFileSync('ps', ['-o', 'lstart=', '-p', String(process.pid)], { encoding: 'utf8' }).trim();
  assert.notEqual(startedAt, identify(process.pid, startInPs)?.startedAt);
  assert.ok(isRunning({ pid: process.pid, startedAt }, startInPs));
});

test('a process does not count as ended if ps cannot run', () => {
  setEnvironment({ PATH: '/nonexistent' });
  assert.throws(() => identify(process.pid, startInPs), { code: 'tool_missing', message: /ENOENT/ });
});
