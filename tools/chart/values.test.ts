import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedBytes } from '../../db-migrations/src/seed-disk.ts';
import { run } from '../../scripts/lib/run.ts';
import { copyChart, renderText, valuesFiles, withHelm } from './render-chart.ts';

test('helm lint --strict accepts every values file', withHelm, async () => {
  const { folder, remove } = copyChart();
  for (const values of [[], ...valuesFiles.map((file) => ['--values', file])]) {
    const { exitCode, stdout } = await run('checks')`helm lint --strict ${folder} ${values}`;
    assert.equal(exitCode, 0, stdout);
  }
  remove();
});

test('wrong values are rejected, with what was expected', withHelm, async () => {
  const rejects = (set: string, message: RegExp) => assert.rejects(renderText({ flags: ['--set', set] }), message);
  await rejects('api.replica=2', /'replica' not allowed/);
  await rejects('api.replicas=5', /postgres\.maxConnections: expected at least 116, got 100/);
  await rejects('api.autoscaling.enabled=true,api.autoscaling.maxReplicas=8', /expected at least 176/);
  await rejects('postgres.settings.reserved_connections=a,postgres.maxConnections=20', /expected at least/);
  await rejects('postgres.settings.Max_Connections=x', /postgres\.settings\.Max_Connections: the chart sets this/);
  await rejects('postgres.settings.max-connections=x', /postgres\.settings\.max-connections: the chart sets this/);
  await rejects('postgres.persistence.size=lots', /size/);
  await rejects('postgres.image.tag=', /the image library\/postgres needs a tag or a digest/);
  await rejects('database.migrateTo=null', /migrateTo/);
  await rejects('api.extraEnv[0].name=DATABASE_URL,api.extraEnv[0].value=x', /the chart sets DATABASE_URL itself/);
  await rejects('api.otlpEndpoint=collector:4318', /otlpEndpoint/);
  await rejects('api.autoscaling.enabled=true,api.autoscaling.minReplicas=5', /must not be greater than maxReplicas/);
  await rejects('api.ingress.enabled=true,api.ingress.hosts=null', /api\.ingress\.hosts: needs at least one/);
  await rejects('api.httpRoute.enabled=true', /api\.httpRoute\.parentRefs: needs a Gateway/);
  await rejects(
    'api.podDisruptionBudget.minAvailable=1,api.podDisruptionBudget.maxUnavailable=1,api.replicas=2',
    /not both/,
  );
  await rejects('monitoring.scraping.enabled=false', /monitoring\.scraping\.enabled: must be on/);
  await rejects('kube-prometheus-stack.grafna.enabled=true', /kube-prometheus-stack\.grafna: unknown value/);
  await rejects('kube-prometheus-stack.grafana.sidecar.dashbords.enabled=true', /sidecar\.dashbords: unknown value/);
  await rejects(
    'kube-prometheus-stack.prometheus.prometheusSpec.retenton=1d',
    /kube-prometheus-stack\.prometheus\.prometheusSpec\.retenton: unknown value/,
  );
});

test('posts that do not fit in the volume are rejected, with the size that they need', withHelm, async () => {
  const render = (posts: number, size?: string) =>
    renderText({
      flags: ['--set', [`seed.posts=${posts}`, ...(size ? [`postgres.persistence.size=${size}`] : [])].join()],
    });
  const neededGibibytes = (posts: number) => Math.ceil((seedBytes(posts) + 128 * 2 ** 20) / 2 ** 30);
  for (const posts of [20_000_000, 100_000_000])
    await assert.rejects(
      render(posts),
      new RegExp(
        `seed\\.posts=${posts}: expected postgres\\.persistence\\.size of at least ${neededGibibytes(posts)}Gi, got 5Gi\\.`,
      ),
    );
  assert.match(await render(10_000_000), /name: SEED_POSTS\n +value: "10000000"/);
  await render(100_000_000, `${neededGibibytes(100_000_000)}Gi`);
  for (const enough of ['3500Mi', '3.5Gi', '4G', '4000000000', '0.01Ti']) await render(10_000_000, enough);
  for (const tooSmall of ['3000Mi', '3G', '3000000000', '0.001Ti'])
    await assert.rejects(render(10_000_000, tooSmall), /at least 4Gi, got/);
});

test('an image can be pinned by its digest, without a tag', withHelm, async () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const flags = ['--set', `postgres.image.tag=,postgres.image.digest=${digest},database.image.digest=${digest}`];
  const text = await renderText({ flags });
  assert.match(text, new RegExp(`image: docker.io/library/postgres@${digest}\n`));
  assert.match(text, new RegExp(`image: ghcr.io/feed-lab/migrator@${digest}\n`));
});
