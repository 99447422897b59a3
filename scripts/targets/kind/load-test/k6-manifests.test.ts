// Shares a process.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { seriesOf } from '../../../../dashboards/promql.ts';
import { readPlan } from '../../../../loadtest/lib/plan.ts';
import { projectFolder } from '../../../lib/project-folder.ts';
import { storyDurationSeconds, storyUsers } from '../../../scenario/story.ts';
import { k6Job, k6TestRun, readManifest } from './k6-manifests.ts';
import { asContainerResources, k6Resources } from './k6-resources.ts';
import { parseQuantity } from './quantity.ts';

interface Volume {
  configMap?: { items: { key: string; path: string }[] };
}
interface Container {
  image: string;
  imagePullPolicy: string;
  imagePullSecrets?: object[];
  env: { name: string; value: string }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}
interface JobManifest {
  spec: { template: { spec: { containers: [Container] } } };
}
interface TestRunManifest {
  spec: { parallelism: number; runner: Container; initializer: Container; starter: Container };
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
  const name = 'k6-feed-x';
  for (const { manifest } of [k6Job(name, plan, {}, {}), k6TestRun(name, { ...plan, pods: 2 }, {}, {})])
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

const story = { users: storyUsers, durationSeconds: storyDurationSeconds, ratePerSecond: undefined };

test('a manifest that is applied by hand has the resources of its plan', () => {
  const [job] = readManifest<JobManifest>('k6-job.yaml').spec.template.spec.containers;
  const { parallelism, runner } = readManifest<TestRunManifest>('k6-test-run.yaml').spec;
  for (const [container, plan] of [
    [job, story],
    [runner, { ...story, pods: parallelism }],
  ] as const) {
    const { requests, limits } = asContainerResources(k6Resources(plan));
    const quantities = ({ cpu, memory }: Record<string, string>) => [cpu, memory].map(parseQuantity);
    assert.deepEqual(quantities(container.resources.requests), quantities(requests));
    assert.deepEqual(quantities(container.resources.limits), quantities(limits));
  }
});

test("a Job gets the memory that its users need, passes it to k6, and follows the release's values", () => {
  const values = {
    global: { imageRegistry: 'registry.example.com', imagePullSecrets: [{ name: 'pull' }] },
    loadtest: { nodeSelector: { pool: 'load' }, tolerations: [{ key: 'load', operator: 'Exists' }] },
  };
  const { manifest } = k6Job('k6-feed-1', { ...story, users: 1000 }, {}, values);
  const { containers, ...pod } = (manifest as unknown as JobManifest).spec.template.spec;
  const { image, imagePullPolicy, env, resources } = containers[0];
  assert.equal(image, 'registry.example.com/grafana/k6:1.8.1');
  assert.equal(imagePullPolicy, 'IfNotPresent');
  assert.deepEqual(resources.limits, { cpu: '1200m', memory: '890Mi' });
  assert.deepEqual(env.find(({ name }) => name === 'GOMEMLIMIT')?.value, '801MiB');
  const { nodeSelector, tolerations, imagePullSecrets } = pod as Record<string, unknown>;
  assert.deepEqual({ nodeSelector, tolerations }, values.loadtest);
  assert.deepEqual(imagePullSecrets, [{ name: 'pull' }]);
});

test('the pods of a TestRun share the memory of the users, and its other pods follow the values, too', () => {
  const values = { global: { imageRegistry: 'registry.example.com', imagePullSecrets: [{ name: 'pull' }] } };
  const { manifest } = k6TestRun('k6-feed-1', { ...story, users: 1000, pods: 4 }, {}, values);
  const { parallelism, runner, initializer, starter } = (manifest as unknown as TestRunManifest).spec;
  assert.equal(parallelism, 4);
  assert.equal(runner.resources.limits.memory, '295Mi');
  assert.equal(initializer.resources.limits.memory, '126Mi');
  assert.deepEqual(
    [runner, initializer, starter].map(({ image }) => image.split('/')[0]),
    Array(3).fill('registry.example.com'),
  );
  for (const pod of [runner, initializer, starter]) assert.deepEqual(pod.imagePullSecrets, [{ name: 'pull' }]);
});
