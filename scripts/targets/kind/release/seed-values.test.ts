// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { YAML } from 'zx';
import { projectFolder } from '../../../lib/project-folder.ts';
import { seedValues } from './seed-values.ts';

test('a new release gets a volume in which its posts fit; an installed one keeps its own', () => {
  assert.deepEqual(seedValues(100_000_000, false), { 'seed.posts': 100_000_000, 'postgres.persistence.size': '22Gi' });
  assert.deepEqual(seedValues(100_000_000, true), { 'seed.posts': 100_000_000 });
  assert.deepEqual(seedValues(10_000_000, false), { 'seed.posts': 10_000_000 });
  assert.deepEqual(seedValues(undefined, false), {});
});

test("the chart's default volume is the size that is assumed here", () => {
  const values = YAML.parse(readFileSync(`${projectFolder}charts/feed-lab/values.yaml`, 'utf8'));
  assert.equal(values.postgres.persistence.size, '5Gi');
});
