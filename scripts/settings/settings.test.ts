// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.ts';

test('a registry is accepted with or without a path, in lower case and without a slash at its end', () => {
  const registryOf = (name: string) => readSettings({ KUBE_CONTEXT: 'a', REGISTRY: name }).registry;
  assert.equal(registryOf('Registry.example.com/Me/'), 'registry.example.com/me');
  assert.equal(registryOf('127.0.0.1:5000'), '127.0.0.1:5000');
  assert.throws(() => registryOf('https://registry.example.com/me'), /REGISTRY: expected a registry, such as/);
});

test('settings of another cluster are refused without one', () => {
  assert.throws(() => readSettings({ REGISTRY: 'registry.example.com' }), /set both or neither/);
  assert.throws(() => readSettings({ REGISTRY_IMAGES: 'all' }), /REGISTRY_IMAGES: nothing is pushed/);
  assert.throws(() => readSettings({ IMAGE_PLATFORM: 'linux/arm64' }), /IMAGE_PLATFORM: only for KUBE_CONTEXT/);
});

test('a misspelled variable after the verb is named', () => {
  assert.throws(() => readSettings({ MAKEFLAGS: ' -- USRES=50 ARGS=x' }), /USRES: unknown variable/);
});

test('a port that browsers block is refused, whatever it is for', () => {
  for (const name of ['API_PORT', 'POSTGRES_PORT', 'GRAFANA_PORT', 'PROMETHEUS_PORT'])
    assert.throws(() => readSettings({ [name]: '6000' }), new RegExp(`${name}: .*, got "6000", which .* block`));
});
