// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { imagesOf, keptValues, type ReleaseCluster } from './release.ts';

/** A cluster whose helm prints a text, and remembers its arguments and its input. */
function fakeCluster({ printed = '', exitCode = 0, stderr = '', values = {} }) {
  const calls: { args: string[]; input: string | undefined }[] = [];
  const access = {
    async helm(args: string[], input?: string) {
      calls.push({ args, input });
      return printed;
    },
    tryHelm: async () => ({ exitCode, stdout: printed, stderr }),
  } as unknown as ClusterAccess;
  const cluster: ReleaseCluster = { access, valuesFile: undefined, values: async () => values };
  return { cluster, calls };
}

test('the images of the chart are those of the values that an upgrade keeps', async () => {
  const manifests = [
    '          image: "docker.io/library/postgres:17.5"',
    '        - image: quay.io/a/b@sha256:0123',
    '            - --prometheus-config-reloader=quay.io/c/d:1',
  ];
  const { cluster, calls } = fakeCluster({ printed: manifests.join('\n') });
  const kept = { postgres: { image: { tag: '17.5' } } };
  const images = await imagesOf(cluster, 'chart', { 'api.image.tag': 'fixed' }, kept);
  assert.deepEqual(images, ['docker.io/library/postgres:17.5', 'quay.io/a/b@sha256:0123', 'quay.io/c/d:1']);
  assert.match(calls[0]?.args.join(' ') ?? '', /--values - --set api\.image\.tag=fixed$/);
  assert.deepEqual(JSON.parse(calls[0]?.input ?? ''), kept);
});

test('images are named where they come from, even if the release already uses their copies', async () => {
  const { cluster, calls } = fakeCluster({ values: { 'global.imageRegistry': 'registry.example.com' } });
  await imagesOf(cluster, 'chart', {}, { global: { imageRegistry: 'registry.example.com' } });
  assert.ok(calls[0]?.args.includes('global.imageRegistry='));
});

test('no values are kept without a release, or from one without values of its own', async () => {
  const missing = fakeCluster({ exitCode: 1, stderr: 'Error: release: not found' });
  assert.deepEqual(await keptValues(missing.cluster.access), {});
  assert.deepEqual(await keptValues(fakeCluster({ printed: 'null' }).cluster.access), {});
});
