// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf, isLoopback, readReleaseSettings } from './settings.ts';

const chart = { name: 'feed-lab', version: '0.1.0', appVersion: '0.1.0', sources: ['https://git.example.com/lab'] };
const read = (environment: NodeJS.ProcessEnv) => readReleaseSettings(environment, chart);

test("the version is the chart's, and both platforms are built, by default", () => {
  const { version, platforms, source } = read({ REGISTRY: '127.0.0.1:5000/feed-lab' });
  assert.equal(version, '0.1.0');
  assert.deepEqual(platforms, ['linux/amd64', 'linux/arm64']);
  assert.equal(source, 'https://git.example.com/lab');
  const other = read({ REGISTRY: 'r.example.com/me', VERSION: '0.2.0-rc.1', PLATFORMS: 'linux/arm/v7' });
  assert.equal(other.version, '0.2.0-rc.1');
  assert.deepEqual(other.platforms, ['linux/arm/v7']);
});

test("the registry is converted to lower case, because a GitHub owner's name may not be", () => {
  assert.equal(read({ REGISTRY: 'ghcr.io/Feed-Lab/' }).registry, 'ghcr.io/feed-lab');
});

test('every invalid variable is named', () => {
  assert.throws(() => read({ REGISTRY: 'ghcr.io', VERSION: '1.0+a', PLATFORMS: 'amd64' }), {
    code: 'settings',
    message: /REGISTRY: expected a registry and a path.*\nVERSION: .*got "1.0\+a"\nPLATFORMS: .*got "amd64"/,
  });
  assert.throws(() => read({}), { message: /REGISTRY: missing/ });
});

test('a tag releases only the version that it names', () => {
  const onTag = (name: string) => read({ REGISTRY: 'r.io/x', GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: name });
  assert.equal(onTag('v0.1.0').version, '0.1.0');
  assert.throws(() => onTag('v0.2.0'), { code: 'settings', message: /v0\.2\.0 .* expected the tag v0\.1\.0/ });
});

test('a key needs its password, which may be empty', () => {
  const withKey = { REGISTRY: '127.0.0.1:5000/x', COSIGN_KEY: 'cosign.key' };
  assert.throws(() => read(withKey), { code: 'settings', message: /COSIGN_PASSWORD: missing/ });
  assert.equal(read({ ...withKey, COSIGN_PASSWORD: '' }).cosignKey, 'cosign.key');
});

test('only a loopback registry speaks plain HTTP', () => {
  for (const name of ['127.0.0.1:5000/x', '127.1.2.3/x', 'localhost:5000/x']) assert.ok(isLoopback(name), name);
  for (const name of ['ghcr.io/x', '127.0.0.1.example.com/x', 'localhost.example.com/x', '10.0.0.1:5000/x'])
    assert.ok(!isLoopback(name), name);
  assert.equal(hostOf('127.0.0.1:5000/feed-lab'), '127.0.0.1:5000');
});

test('a misspelled variable is named, so that no other version is published', () => {
  const environment = { REGISTRY: 'ghcr.io/me', MAKEFLAGS: ' -- VERSON=0.9.0' };
  assert.throws(() => readReleaseSettings(environment), /VERSON: unknown variable/);
});
