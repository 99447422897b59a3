// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { YAML } from 'zx';
import { defaultSeed } from '../../../../db-migrations/src/seed.ts';
import { projectFolder } from '../../../lib/project-folder.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { readSeedSize } from './seed-size.ts';

/** A cluster whose helm prints these values, as JSON; undefined if there is no release. */
function clusterWith(values: object | undefined) {
  const calls: string[][] = [];
  const found = { exitCode: 0, stdout: JSON.stringify(values), stderr: '' };
  const missing = { exitCode: 1, stdout: '', stderr: 'Error: release: not found' };
  const access = {
    async tryHelm(args: string[]) {
      calls.push(args);
      return values ? found : missing;
    },
  } as unknown as ClusterAccess;
  return { access, calls };
}

test('the size of the seed is that of the release, with the defaults of the chart', async () => {
  const { access, calls } = clusterWith({ seed: { users: 50, posts: 80_000 } });
  assert.deepEqual(await readSeedSize(access), { users: 50, posts: 80_000 });
  // Without --all, helm leaves out what is a default.
  assert.deepEqual(calls, [['get', 'values', 'feed-lab', '--all', '--output', 'json']]);
});

test('what the values of the release do not say is the default, which is that of the chart', async () => {
  for (const values of [{ seed: { posts: 80_000 } }, { seed: null }, {}, undefined])
    assert.deepEqual(await readSeedSize(clusterWith(values).access), { ...defaultSeed, ...values?.seed });
  const chart = YAML.parse(readFileSync(`${projectFolder}charts/feed-lab/values.yaml`, 'utf8'));
  assert.deepEqual(chart.seed, defaultSeed);
});
