// Shares a process.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { seriesOf } from '../../../dashboards/promql.ts';
import { readPlan } from '../../../loadtest/lib/plan.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { storyDurationSeconds, storyUsers } from '../../scenario/story.ts';
import { k6Job, k6TestRun, readManifest } from './k6-manifests.ts';

interface Volume {
  configMap?: { items: { key: string; path: string }[] };
}
interface Manifest {
  spec: { template?: { spec: { volumes: Volume[] } }; runner?: { volumes: Volume[] } };
}

for (const name of ['k6-job.yaml', 'k6-test-run.yaml'])
  test(`${name} mounts every file of the load test at the path that the others import`, () => {
    const { template, runner } = readManifest<Manifest>(name).spec;
    const volumes = template?.spec.volumes ?? runner?.volumes ?? [];
    const paths = volumes.flatMap(({ configMap }) => configMap?.items ?? []).map(({ key, path }) => [key, path]);
    const library = readdirSync(`${projectFolder}loadtest/lib`).map((file) => [file, `lib/${file}`]);
    assert.deepEqual(paths.toSorted(), [['feed.ts', 'feed.ts'], ...library].toSorted());
  });

test("k6's series have the labels that the dashboard selects, from one pod and from several", () => {
  const plan = { users: 1, durationSeconds: 1, ratePerSecond: undefined };
  const matchers = [...seriesOf('loadTest', 'k6_vus').matchAll(/(\w+)="(.+?)"/g)];
  assert.equal(matchers.length, 2);
  for (const { manifest } of [k6Job('k6-feed-x', plan, {}), k6TestRun('k6-feed-x', plan, 2, {})])
    for (const [, label, value] of matchers)
      assert.match(JSON.stringify(manifest), new RegExp(`--tag(?: |",")${label}=${value}[ "]`));
});

test('by default, the load test has the same number of users and duration however it is started', () => {
  const expected = { users: storyUsers, durationSeconds: storyDurationSeconds };
  const { users, durationSeconds } = readPlan({});
  assert.deepEqual({ users, durationSeconds }, expected);
  for (const name of ['k6-job.yaml', 'k6-test-run.yaml']) {
    const values = [...JSON.stringify(readManifest(name)).matchAll(/"name":"(LAB_\w+)","value":"(.*?)"/g)];
    const plan = readPlan(Object.fromEntries(values.map(([, variable, value]) => [variable, value])));
    assert.deepEqual({ users: plan.users, durationSeconds: plan.durationSeconds }, expected, name);
  }
});
