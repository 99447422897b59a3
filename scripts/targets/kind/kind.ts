import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { databaseUrls, type Passwords, withClient } from '../../../db-migrations/src/database-access.ts';
import { databaseName, ownerRole } from '../../../db-migrations/src/names.ts';
import { LabError } from '../../lib/lab-error.ts';
import { readMetrics } from '../../lib/metrics.ts';
import type { Settings } from '../../settings/settings.ts';
import { compileApi } from '../compile-api.ts';
import type { Target } from '../target.ts';
import { clusterAccess, labName, selectorOf } from './cluster-access.ts';
import { readCpuPeriods } from './cpu-periods.ts';
import { buildApiImage } from './images.ts';
import { install } from './install.ts';
import { runK6Job } from './k6-job.ts';
import { runK6TestRun } from './k6-test-run.ts';
import { withKubernetesApi } from './kubernetes-api.ts';
import { clusterOf } from './open-cluster.ts';
import { openPage, withPage } from './pages.ts';
import { readParts } from './parts.ts';
import { postAnnotation } from './post-annotation.ts';
import { readSecret } from './read-secret.ts';
import { prepareChart, upgradeRelease, waitUntilReady } from './release.ts';
import { withPortForward } from './with-kubectl-process.ts';

/** The lab in a cluster: everything is in the chart, and both fixes are values of it. */
export function kindTarget(settings: Settings): Target {
  async function requireCluster(): Promise<void> {
    if (await clusterOf(settings).exists()) return;
    throw new LabError(
      'not_running',
      'The cluster is not running.',
      'Make it: make cluster-up. The lab on this machine, without a cluster, takes TARGET=local behind each verb.',
    );
  }

  async function readPasswords(): Promise<Passwords> {
    const name = `${labName}-passwords`;
    const passwords = await readSecret<keyof Passwords>(clusterAccess(settings), name);
    if (passwords) return passwords;
    throw new LabError(
      'cluster_failed',
      `There is no Secret ${name} in the cluster.`,
      'Make it again: make cluster-up',
    );
  }

  const withDatabase: Target['withDatabase'] = async (work) => {
    await requireCluster();
    const passwords = await readPasswords();
    return withPortForward(clusterAccess(settings), `statefulset/${labName}-postgres`, 5432, (port) =>
      withClient(databaseUrls({ host: '127.0.0.1', port }, passwords).owner, work),
    );
  };

  return {
    name: 'kind',
    resumesStart: true,
    pollEveryMs: 10_000,

    start: (report, signal) => install(settings, report, signal),

    async stop(report) {
      const what = settings.kubeContext ? `Remove the lab from ${settings.kubeContext}` : 'Delete the cluster';
      await report.step(what, () => clusterOf(settings).remove());
    },

    async parts() {
      return readParts(settings);
    },

    async metrics() {
      await requireCluster();
      return withKubernetesApi(clusterAccess(settings), async (api) => {
        // A pod that is about to go gets no more requests, and its counters go with it.
        const staying = (await api.pods(selectorOf('api'))).filter(({ metadata }) => !metadata.deletionTimestamp);
        return (await Promise.all(staying.map((pod) => readMetrics(api.podAddress(pod, 3000))))).flat();
      });
    },

    async deploy(variant, signal) {
      await requireCluster();
      const access = clusterAccess(settings, signal);
      const cluster = clusterOf(settings, signal);
      // Docker would bury a learner's typing mistake in the log of a build.
      if (variant === 'mine') await compileApi(variant, `${settings.labFolder}/builds/compiled`, signal);
      const image = await buildApiImage(access, cluster.imagePrefix, variant);
      await cluster.deliver([image]);
      await upgradeRelease(access, await prepareChart(access, settings), { 'api.image.tag': image.tag });
      await waitUntilReady(access, { monitoring: false });
    },

    async migrate(to, signal) {
      await requireCluster();
      const access = clusterAccess(settings, signal);
      // One that has done this before would not do it again, though somebody may have dropped the index by hand since.
      await access.kubectl(['delete', 'job', '--selector', `${selectorOf('database')},feed-lab/job=migrate`]);
      await upgradeRelease(access, await prepareChart(access, settings), { 'database.migrateTo': to });
      await waitUntilReady(access, { monitoring: false });
    },

    async withApi(work) {
      await requireCluster();
      return withPage(settings, 'api', (address) => work(new URL(address).origin));
    },

    withDatabase,

    query: <Row>(text: string, values: unknown[] = []) =>
      withDatabase(async (client) => (await client.query(text, values)).rows as Row[]),

    load(plan, onProgress, signal) {
      const [access, cleanUp] = [clusterAccess(settings, signal), clusterAccess(settings).kubectl];
      if (plan.pods) return runK6TestRun(access, cleanUp, plan, plan.pods, onProgress, signal);
      return runK6Job(access, cleanUp, plan, onProgress, signal);
    },

    async prompt() {
      await requireCluster();
      const access = clusterAccess(settings);
      // A terminal in the pod only where there is one here: `echo 'SELECT 1' | make psql` works too.
      const interactive = process.stdin.isTTY ? ['-t'] : [];
      const psql = ['psql', '-U', ownerRole, '-d', databaseName];
      const inPod = ['exec', '-i', ...interactive, `statefulset/${labName}-postgres`, '--', ...psql];
      const child = spawn('kubectl', [...access.kubectlScope, ...inPod], { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? 1;
    },

    async open(page, report, signal) {
      await requireCluster();
      await openPage(settings, page, report, signal);
    },

    annotate: (annotation) => postAnnotation(settings, annotation),

    cpuPeriods: () => readCpuPeriods(clusterAccess(settings)),

    // The containers' CPU limits set the pace of the story: there is nothing to tune.
    async tuning() {
      return undefined;
    },
  };
}
