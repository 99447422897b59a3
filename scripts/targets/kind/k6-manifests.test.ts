// Shares a process.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { projectFolder } from '../../lib/project-folder.ts';
import { readManifest } from './k6-manifests.ts';

interface Volume {
  configMap?: { items: { key: string; path: string }[] };
}
interface Manifest {
  spec: { template?: { spec: { volumes: Volume[] } }; runner?: { volumes: Volume[] } };
}

for (const name of ['k6-job.yaml', 'k6-test-run.yaml'])
  test(`${name} mounts every file of the load test where the others import it`, () => {
    const { template, runner } = readManifest<Manifest>(name).spec;
    const volumes = template?.spec.volumes ?? runner?.volumes ?? [];
    const paths = volumes.flatMap(({ configMap }) => configMap?.items ?? []).map(({ key, path }) => [key, path]);
    const library = readdirSync(`${projectFolder}loadtest/lib`).map((file) => [file, `lib/${file}`]);
    assert.deepEqual(paths.toSorted(), [['feed.ts', 'feed.ts'], ...library].toSorted());
  });
