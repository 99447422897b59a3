import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { childEnvironment } from './child-environment.ts';
import { run } from './run.ts';

const before = { ...process.env };
after(() => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
});

/** Variables that people export for other programs. Each has changed something in the lab. */
const forOthers = {
  ...{ LOG_LEVEL: 'INFO', PORT: '80', HOST: '0.0.0.0', DATABASE_URL: 'postgres://a@b/c', NODE_ENV: 'test' },
  ...{ NODE_OPTIONS: '--no-warnings', NODE_PATH: '/tmp', BASH_ENV: '/tmp/none', ENV: '/tmp/none', DEBUG: '*' },
  ...{ PGHOST: 'db.example.com', PGSSLMODE: 'require', PGOPTIONS: '-c jit=on', PGDATA: '/tmp/none' },
  ...{
    K6_VUS: '1',
    K6_ITERATIONS: '5',
    K6_OUT: 'json',
    KIND_CLUSTER_NAME: 'dev',
    KIND_EXPERIMENTAL_PROVIDER: 'podman',
  },
  ...{ HELM_NAMESPACE: 'other', HELM_DRIVER: 'sql', HELM_KUBECONTEXT: 'prod', KUBECTL_EXTERNAL_DIFF: 'meld' },
  ...{ DOCKER_DEFAULT_PLATFORM: 'linux/s390x', BUILDX_BUILDER: 'remote', USERS: 'alice', STAGE: 'dev' },
};
const forTools = {
  HTTPS_PROXY: 'http://proxy.example.com:3128',
  DOCKER_HOST: 'unix:///a',
  KUBECONFIG: '/a',
  PAGER: 'less',
};
Object.assign(process.env, forOthers, forTools);

const gets = (child: Parameters<typeof childEnvironment>[0]) =>
  Object.keys(childEnvironment(child)).filter((name) => name in forOthers || name in forTools);

test('no child process gets variables that are exported for another program', async () => {
  for (const child of ['program', 'k6', 'docker', 'kind', 'kubectl', 'helm', 'psql', 'pip', 'checks'] as const)
    assert.deepEqual(
      gets(child).filter((name) => name in forOthers),
      [],
      child,
    );
  const { stdout } = await run('k6')`env`;
  assert.match(stdout, /^PATH=/m);
  assert.doesNotMatch(stdout, /K6_|NODE_OPTIONS|PROXY/);
});

test('tools get the proxy, and the variables that are meant for them', () => {
  assert.deepEqual(gets('docker'), ['HTTPS_PROXY', 'DOCKER_HOST']);
  assert.deepEqual(gets('kind'), ['HTTPS_PROXY', 'DOCKER_HOST', 'KUBECONFIG']);
  assert.deepEqual(gets('kubectl'), ['HTTPS_PROXY', 'KUBECONFIG']);
  assert.deepEqual(gets('helm'), ['HTTPS_PROXY', 'DOCKER_HOST', 'KUBECONFIG']);
  assert.deepEqual(gets('psql'), ['PAGER']);
  assert.deepEqual(gets('pip'), ['HTTPS_PROXY']);
});

test("a child's own variables take precedence", () => {
  assert.equal(childEnvironment('program', { HOME: '/own', PORT: '1' }).HOME, '/own');
  assert.equal(childEnvironment('program', { PORT: '1' }).PORT, '1');
});
