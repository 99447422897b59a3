// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterAccess } from '../cluster-access.ts';
import { mirrorImage } from './push-images.ts';

/** The commands that mirror an image, of which Docker has the platform linux/amd64. */
async function commandsFor(image: string, platform = 'linux/amd64'): Promise<string[]> {
  const commands: string[] = [];
  const access = {
    async docker(args: string[]) {
      commands.push(args.join(' '));
      return args.includes('inspect') ? 'linux/amd64\n' : '';
    },
  } as unknown as ClusterAccess;
  await mirrorImage(access, 'registry.example.com/me', platform, image);
  return commands.filter((command) => !command.includes('inspect'));
}

const digest = `sha256:${'0'.repeat(64)}`;
const copyUnchanged = 'buildx imagetools create --prefer-index=false --tag';

test("Docker's own image is pushed if it is of the nodes' platform", async () => {
  const copy = 'registry.example.com/me/library/postgres:17';
  const image = 'docker.io/library/postgres:17';
  assert.deepEqual(await commandsFor(image), [`tag ${image} ${copy}`, `push --quiet ${copy}`]);
});

test('an image of another platform is copied from registry to registry', async () => {
  const [command] = await commandsFor('quay.io/a/b:1', 'linux/arm64');
  assert.equal(command, 'buildx imagetools create --tag registry.example.com/me/a/b:1 quay.io/a/b:1');
});

test('an image with a digest is copied unchanged, to its tag', async () => {
  const image = `quay.io:443/a/b:1@${digest}`;
  assert.deepEqual(await commandsFor(image), [`${copyUnchanged} registry.example.com/me/a/b:1 ${image}`]);
});

test('an image with only a digest is copied unchanged, to a tag made of the digest', async () => {
  const image = `localhost:5000/a/b@${digest}`;
  const tag = `copy-of-${digest.replace(':', '-')}`;
  assert.deepEqual(await commandsFor(image), [`${copyUnchanged} registry.example.com/me/a/b:${tag} ${image}`]);
});
