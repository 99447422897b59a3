// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ImageIndex, indexProblems } from './index-problems.ts';

const both = ['linux/amd64', 'linux/arm64'];

function attestationOf(digest: string) {
  return {
    digest: `attestation-of-${digest}`,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest },
  };
}

const complete: ImageIndex = {
  manifests: [
    { digest: 'a', platform: { os: 'linux', architecture: 'amd64' } },
    { digest: 'b', platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
    attestationOf('a'),
    attestationOf('b'),
  ],
};

const layersOf = (...predicates: string[]) => ({
  layers: predicates.map((predicate) => ({ annotations: { 'in-toto.io/predicate-type': predicate } })),
});
const readBoth = async () => layersOf('https://spdx.dev/Document', 'https://slsa.dev/provenance/v1');

test('an index with every platform, SBOM and provenance has no problem', async () => {
  assert.deepEqual(await indexProblems(complete, both, true, readBoth), []);
});

test('a missing platform is named', async () => {
  assert.deepEqual(await indexProblems(complete, [...both, 'linux/arm/v7'], true, readBoth), [
    'it has no image for linux/arm/v7',
  ]);
});

test('a missing SBOM is named with its platform, and so are missing attestations', async () => {
  const readSome = async (digest: string) =>
    digest === 'attestation-of-b' ? layersOf('https://slsa.dev/provenance/v1') : readBoth();
  assert.deepEqual(await indexProblems(complete, both, true, readSome), ['it has no SBOM for linux/arm64']);
  const bare = { manifests: complete.manifests?.slice(0, 3) ?? [] };
  assert.deepEqual(await indexProblems(bare, both, true, readBoth), [
    'it has no SBOM for linux/arm64',
    'it has no provenance for linux/arm64',
  ]);
  assert.deepEqual(await indexProblems(bare, both, false, readBoth), []);
});

test('a plain image is not an index', async () => {
  assert.deepEqual(await indexProblems({}, both, false, readBoth), ['it is not an index']);
});
