// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { readNodePlatform } from './node-platform.ts';

const withNodes = (stdout: string, exitCode = 0, stderr = '') =>
  ({ context: 'shared', tryKubectl: async () => ({ exitCode, stdout, stderr }) }) as unknown as ClusterAccess;

test('the platform of the nodes is read', async () => {
  assert.equal(await readNodePlatform(withNodes('linux/arm64\nlinux/arm64\n')), 'linux/arm64');
});

test('nodes with Windows, on which the lab does not run, do not count', async () => {
  assert.equal(await readNodePlatform(withNodes('windows/amd64\nlinux/amd64\n')), 'linux/amd64');
});

test('several platforms are reported', async () => {
  const message = /several platforms: linux\/amd64, linux\/arm64/;
  const reading = readNodePlatform(withNodes('linux/arm64\nlinux/amd64\nlinux/arm64\n'));
  await assert.rejects(reading, { code: 'preflight', message, whatToDo: /IMAGE_PLATFORM=/ });
});

test('nodes that nobody may list are reported with the reason', async () => {
  const reason = 'nodes is forbidden: User "me" cannot list resource "nodes"';
  const reading = readNodePlatform(withNodes('', 1, reason));
  await assert.rejects(reading, { code: 'preflight', message: /is forbidden/, whatToDo: /IMAGE_PLATFORM=/ });
});
