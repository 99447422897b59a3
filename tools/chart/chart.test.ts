import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findManifest, type Manifest, renderChart, renderText, valuesFile, withHelm } from './render-chart.ts';

/** The names of cluster-scoped objects must differ between releases. */
const clusterKinds = ['ClusterRole', 'ClusterRoleBinding', 'PriorityClass', 'CustomResourceDefinition'];

/** The specs of pods and Jobs: a change restarts pods, or replaces a Job. */
const podTemplates = (manifests: Manifest[]) =>
  manifests.filter(({ spec }) => spec?.template).map(({ kind, metadata, spec }) => [kind, metadata.name, spec]);

test('with auth.existingSecret, two renderings are the same, and no password is in them', withHelm, async () => {
  const flags = ['--values', valuesFile('gitops')];
  const first = await renderText({ flags });
  assert.equal(await renderText({ flags }), first);
  assert.doesNotMatch(first, /feed-lab-passwords/);
  assert.match(first, /name: "feed-lab-from-vault", key: "api-password"/);
});

test("a change of the chart's version alone restarts no pod", withHelm, async () => {
  const before = podTemplates(await renderChart());
  assert.ok(before.length >= 5);
  assert.deepEqual(podTemplates(await renderChart({ chartVersion: '9.9.9+build.1' })), before);
});

test('a "+" in the version does not end up in a label', withHelm, async () => {
  const api = findManifest(await renderChart({ chartVersion: '9.9.9+build.1' }), 'Deployment', 'feed-lab-api');
  assert.equal(api.metadata.labels?.['helm.sh/chart'], 'feed-lab-9.9.9_build.1');
});

test('a release name of 53 letters leaves room for every suffix', withHelm, async () => {
  const own = (await renderChart({ release: 'r'.repeat(53) })).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'feed-lab',
  );
  assert.ok(own.length > 15);
  // A StatefulSet's pods have a label with its name, a dash, and a hash of up to ten digits.
  for (const { kind, metadata } of own)
    assert.ok(metadata.name.length <= (kind === 'StatefulSet' ? 52 : 63), `${kind} ${metadata.name}`);
});

test('two releases share no object, not even a cluster-scoped one', withHelm, async () => {
  const names = async (release: string) =>
    (await renderChart({ release }))
      .filter(({ kind }) => clusterKinds.includes(kind))
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const first = await names('first');
  assert.ok(first.length > 0);
  const second = await names('second');
  assert.deepEqual(
    first.filter((name) => second.includes(name)),
    [],
  );
});

test('global.imageRegistry and global.imagePullSecrets reach every image and pod of the lab', withHelm, async () => {
  const manifests = await renderChart({ flags: ['--values', valuesFile('private-registry')] });
  const pods = manifests
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'feed-lab')
    .flatMap(({ kind, spec }) => (kind === 'Pod' ? [spec] : spec?.template ? [spec.template.spec] : []));
  assert.equal(pods.length, 6);
  for (const pod of pods) {
    assert.deepEqual(pod.imagePullSecrets, [{ name: 'registry-login' }]);
    assert.match(pod.containers[0].image, /^registry\.example\.com\/mirror\//);
  }
});

test('a release name with dots, or of digits only, results in valid Service names', withHelm, async () => {
  const flags = ['--set', 'monitoring.enabled=false'];
  for (const release of ['12345', '1.2', 'my.release'])
    for (const { kind, metadata } of await renderChart({ release, flags }))
      if (kind === 'Service') assert.match(metadata.name, /^[a-z]([-a-z0-9]*[a-z0-9])?$/);
  await assert.rejects(renderText({ release: '12345' }), /needs a release name of letters/);
});

test('null values are treated as absent', withHelm, async () => {
  const names = [
    ...['api', 'postgres', 'database'].flatMap((part) => [`${part}.podSecurityContext`, `${part}.podLabels`]),
    ...['api.resources', 'postgres.resources', 'postgres.settings', 'database.resources', 'api.extraEnv'],
    ...['monitoring.scraping.labels', 'monitoring.rules.labels', 'monitoring.dashboard.labels', 'ipFamilies'],
  ];
  for (const name of names) assert.doesNotMatch(await renderText({ flags: ['--set', `${name}=null`] }), /: null$/m);
});

test(
  'api.otlpEndpoint is passed to the API as a variable, and the NetworkPolicy allows its port',
  withHelm,
  async () => {
    const collector = async (set: string) => {
      const manifests = await renderChart({ flags: ['--set', set] });
      const [{ env }] = findManifest(manifests, 'Deployment', 'feed-lab-api').spec.template.spec.containers;
      const { egress } = findManifest(manifests, 'NetworkPolicy', 'feed-lab-api').spec;
      return {
        endpoint: env.find(({ name }: { name: string }) => name === 'OTLP_ENDPOINT')?.value,
        egress: egress.slice(2),
      };
    };
    for (const [endpoint, port] of [
      ['http://collector.monitoring:4318', 4318],
      ['http://[fd00::1]:4318/', 4318],
      ['https://otlp.example.com/base', 443],
      ['http://collector', 80],
    ])
      assert.deepEqual(await collector(`api.otlpEndpoint=${endpoint}`), { endpoint, egress: [{ ports: [{ port }] }] });
    assert.deepEqual(await collector('api.otlpEndpoint='), { endpoint: undefined, egress: [] });
  },
);

test('podLabels cannot replace a label of the chart', withHelm, async () => {
  const flags = ['--set', 'api.podLabels.app\\.kubernetes\\.io/component=x'];
  const { template, selector } = findManifest(await renderChart({ flags }), 'Deployment', 'feed-lab-api').spec;
  assert.deepEqual(template.metadata.labels, selector.matchLabels);
});

test("Kubernetes does not expand variables in PostgreSQL's settings", withHelm, async () => {
  const flags = ['--set', 'postgres.settings.cluster_name=$(POSTGRES_PASSWORD)'];
  const { template } = findManifest(await renderChart({ flags }), 'StatefulSet', 'feed-lab-postgres').spec;
  assert.ok(template.spec.containers[0].args.includes('cluster_name=$$(POSTGRES_PASSWORD)'));
});

test('autoscaling leaves the number of pods to the HorizontalPodAutoscaler', withHelm, async () => {
  const manifests = await renderChart({ flags: ['--values', valuesFile('autoscaling')] });
  const api = findManifest(manifests, 'Deployment', 'feed-lab-api').spec;
  assert.equal('replicas' in api, false);
  assert.equal(findManifest(manifests, 'HorizontalPodAutoscaler', 'feed-lab-api').spec.maxReplicas, 4);
  const { selector, ...budget } = findManifest(manifests, 'PodDisruptionBudget', 'feed-lab-api').spec;
  assert.ok(selector);
  assert.deepEqual(budget, { minAvailable: 1 });
});

test('the usual values reach the pods', withHelm, async () => {
  const manifests = await renderChart({ flags: ['--values', valuesFile('autoscaling')] });
  const { metadata, spec } = findManifest(manifests, 'Deployment', 'feed-lab-api').spec.template;
  assert.equal(metadata.annotations['example.com/team'], 'labs');
  assert.equal(metadata.labels.team, 'labs');
  assert.deepEqual(spec.containers[0].resources.limits, { memory: '512Mi' });
  assert.deepEqual(spec.containers[0].env.at(-1), { name: 'LOG_LEVEL', value: 'debug' });
  assert.equal(spec.topologySpreadConstraints[0].whenUnsatisfiable, 'ScheduleAnyway');
  const database = findManifest(manifests, 'StatefulSet', 'feed-lab-postgres').spec;
  assert.equal(database.volumeClaimTemplates[0].spec.storageClassName, 'fast');
  assert.equal(database.template.spec.priorityClassName, 'databases');
  assert.deepEqual(database.template.spec.nodeSelector, { 'example.com/pool': 'databases' });
  assert.ok(database.template.spec.containers[0].args.includes('log_line_prefix=%m: %p '));
});

test('OpenShift chooses the users; Pod Security is restricted anyway', withHelm, async () => {
  const manifests = await renderChart({ flags: ['--values', valuesFile('openshift')] });
  const pods = manifests.filter(({ spec }) => spec?.template).map(({ spec }) => spec.template.spec);
  assert.equal(pods.length, 5);
  for (const pod of pods)
    assert.deepEqual(pod.securityContext, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
});

test('no pod of the lab gets a token, and the seed Job only the password of its own role', withHelm, async () => {
  const manifests = await renderChart();
  const own = manifests.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/name'] === 'feed-lab');
  const pods = own.flatMap(({ spec }) => (spec?.template ? [spec.template.spec] : []));
  assert.ok(pods.length >= 5);
  for (const pod of pods) assert.equal(pod.automountServiceAccountToken, false);
  const seed = own.find(({ metadata }) => metadata.labels?.['feed-lab/job'] === 'seed')?.spec;
  const secrets = seed.template.spec.containers[0].env.filter(({ valueFrom }: { valueFrom?: object }) => valueFrom);
  assert.deepEqual(
    secrets.map(({ name }: { name: string }) => name),
    ['OWNER_PASSWORD'],
  );
});
