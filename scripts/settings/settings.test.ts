// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';
import { deployVariables, loadVariables } from './variable-uses.ts';

test('a registry is accepted with or without a path, in lower case and without a slash at its end', () => {
  const registryOf = (name: string) => readSettings({ KUBE_CONTEXT: 'a', REGISTRY: name }).registry;
  assert.equal(registryOf('Registry.example.com/Me/'), 'registry.example.com/me');
  assert.equal(registryOf('127.0.0.1:5000'), '127.0.0.1:5000');
  assert.throws(() => registryOf('https://registry.example.com/me'), /REGISTRY: expected a registry, such as/);
});

test('a cluster of your own and a registry need each other, where the images are pushed', () => {
  const uses = deployVariables;
  assert.throws(() => readSettings({ KUBE_CONTEXT: 'a' }, { uses }), /^LabError: REGISTRY: missing/);
  assert.throws(
    () => readSettings({ REGISTRY: 'registry.example.com', MAKEFLAGS: ' -- REGISTRY=registry.example.com' }, { uses }),
    /KUBE_CONTEXT: missing/,
  );
  assert.equal(readSettings({ KUBE_CONTEXT: 'a' }, { uses: [] }).kubeContext, 'a');
});

test('a variable that is exported for another program is refused only by verbs that use it', () => {
  const exported = {
    REGISTRY: 'https://ghcr.io/me',
    IMAGE_PLATFORM: 'amd64',
    STAGE: 'dev',
    USERS: 'alice bob',
    POSTS: 'news',
    GRAFANA_PORT: '0',
  };
  assert.equal(readSettings(exported, { uses: ['FIX', ...deployVariables] }).fix, 'fixed');
  assert.equal(readSettings(exported, { uses: [] }).target, 'kind');
  assert.throws(
    () => readSettings(exported, { uses: [...loadVariables, 'STAGE'] }),
    ({ message }: Error) => message.includes('got "dev"') && message.includes('got "alice bob"'),
  );
});

test('an invalid value of another variable is reported when it is read', () => {
  const settings = readSettings({ USERS: 'alice bob' }, { uses: [] });
  assert.throws(() => settings.users, { code: 'settings', message: /USERS: expected a whole number/ });
});

test('variables that apply only to a cluster are not checked on this machine', () => {
  const exported = { TARGET: 'local', MONITORING_CHART: '', KUBE_CONTEXT: 'a', REGISTRY: 'https://x' };
  assert.equal(readSettings(exported).target, 'local');
});

test('every wrong value is named at once', () => {
  assert.throws(
    () => readSettings({ USERS: '0', DURATION: 'x', RATE: '-' }),
    ({ message }: Error) => ['USERS', 'DURATION', 'RATE'].every((name) => message.includes(`${name}: expected`)),
  );
});

test('a misspelled variable after the verb is named', () => {
  assert.throws(() => readSettings({ MAKEFLAGS: ' -- USRES=50 ARGS=x' }), /USRES: unknown variable/);
});

test('a port that browsers block is refused, unless only a database client uses it', () => {
  for (const name of ['API_PORT', 'GRAFANA_PORT', 'PROMETHEUS_PORT'])
    assert.throws(() => readSettings({ [name]: '6000' }), new RegExp(`${name}: .*block, got "6000"`));
  assert.equal(readSettings({ TARGET: 'local', POSTGRES_PORT: '6000' }).postgresPort, 6000);
});
