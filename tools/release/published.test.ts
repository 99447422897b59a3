// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildArguments } from './build-arguments.ts';
import { imageValues } from './installation.ts';
import { publishedImages, versionedName } from './published.ts';
import { cosignArguments } from './sign.ts';

const names = (version: string) =>
  publishedImages('ghcr.io/feed-lab', version).flatMap(({ repository, tags }) =>
    tags.map((tag) => `${repository}:${tag}`),
  );

test('a release has both variants of the API and the migrator, by version and by moving tags', () => {
  assert.deepEqual(names('0.1.0'), [
    'ghcr.io/feed-lab/api:broken-0.1.0',
    'ghcr.io/feed-lab/api:broken',
    'ghcr.io/feed-lab/api:fixed-0.1.0',
    'ghcr.io/feed-lab/api:fixed',
    'ghcr.io/feed-lab/migrator:0.1.0',
    'ghcr.io/feed-lab/migrator:latest',
  ]);
});

test('a pre-release moves no tag', () => {
  assert.deepEqual(names('0.2.0-rc.1'), [
    'ghcr.io/feed-lab/api:broken-0.2.0-rc.1',
    'ghcr.io/feed-lab/api:fixed-0.2.0-rc.1',
    'ghcr.io/feed-lab/migrator:0.2.0-rc.1',
  ]);
});

test('one build pushes every platform under every tag, with an SBOM and full provenance', () => {
  const [broken] = publishedImages('ghcr.io/feed-lab', '0.1.0');
  assert.ok(broken);
  const build = {
    platforms: ['linux/amd64', 'linux/arm64'],
    tags: broken.tags,
    attested: true,
    secret: ['--secret', 'id=npmrc,src=/tmp/npmrc'],
  };
  const args = buildArguments(broken, build, { version: '0.1.0', source: 'https://git.example.com/lab' }).join(' ');
  for (const expected of [
    'buildx build --push --file app/Dockerfile --platform linux/amd64,linux/arm64 --sbom=true --provenance=mode=max',
    '--build-arg VARIANT=broken',
    '--label org.opencontainers.image.version=0.1.0',
    '--label org.opencontainers.image.source=https://git.example.com/lab',
    '--tag ghcr.io/feed-lab/api:broken-0.1.0 --tag ghcr.io/feed-lab/api:broken .',
  ])
    assert.ok(args.includes(expected), `${expected}\nin ${args}`);
});

test('the migrator has no variant, and a build without attestations turns them off', () => {
  const migrator = publishedImages('r.io/x', '0.1.0').at(-1);
  assert.ok(migrator);
  assert.equal(versionedName(migrator), 'r.io/x/migrator:0.1.0');
  const build = { platforms: ['linux/amd64'], tags: ['0.1.0-amd64'], attested: false, secret: [] };
  const args = buildArguments(migrator, build, { version: '0.1.0', source: '' });
  assert.ok(args.includes('db-migrations/Dockerfile') && args.includes('--provenance=false'));
  assert.ok(!args.includes('--build-arg'));
});

test('the installation uses the images of the version, not the moving tags', () => {
  assert.deepEqual(
    imageValues('127.0.0.1:5000/me/lab', '0.1.0', 'broken').filter((argument) => argument !== '--set-string'),
    [
      'api.image.registry=127.0.0.1:5000',
      'api.image.repository=me/lab/api',
      'api.image.tag=broken-0.1.0',
      'database.image.registry=127.0.0.1:5000',
      'database.image.repository=me/lab/migrator',
      'database.image.tag=0.1.0',
    ],
  );
});

test('without a key, the signature must be that of the running workflow', () => {
  const workflowIdentity = 'https://github.com/feed-lab/feed-lab/.github/workflows/release.yml@refs/tags/v0.1.0';
  const { sign, verify } = cosignArguments({ cosignKey: '', workflowIdentity });
  assert.deepEqual(sign, ['sign', '--yes']);
  assert.deepEqual(verify.slice(0, 3), ['verify', '--certificate-identity', workflowIdentity]);
  const withKey = cosignArguments({ cosignKey: '/keys/cosign.key', workflowIdentity });
  assert.ok(withKey.sign.includes('/keys/cosign.key') && withKey.verify.includes('/keys/cosign.pub'));
});
