import { databaseUrls, withClient } from '../../../db-migrations/src/database-access.ts';
import { databaseName, ownerRole } from '../../../db-migrations/src/names.ts';
import { LabError } from '../../lib/lab-error.ts';
import { readMetrics } from '../../lib/metrics.ts';
import { remember } from '../../lib/remember.ts';
import type { Report } from '../../lib/report.ts';
import type { Settings } from '../../settings/settings.ts';
import { compileApi } from '../compile-api.ts';
import { explainNoConnection } from '../explain-no-connection.ts';
import type { Target } from '../target.ts';
import type { Cluster } from './cluster.ts';
import { clusterAccess, labName, selectorOf } from './cluster-access.ts';
import { readCpuPeriods } from './cpu-periods.ts';
import { apiImage, buildImages, imageValues } from './images/images.ts';
import { install } from './install.ts';
import { kindCluster } from './kind-cluster.ts';
import { runInTerminal, withPortForward } from './kubectl-process.ts';
import { withKubernetesApi } from './kubernetes-api.ts';
import { isReady } from './kubernetes-objects.ts';
import { runK6 } from './load-test/run-k6.ts';
import { otherCluster } from './other-cluster.ts';
import { openPage, pages, withPage } from './pages.ts';
import { readParts } from './parts.ts';
import { postAnnotation } from './post-annotation.ts';
import { noPodIsReady } from './problems/no-pod-is-ready.ts';
import { readPasswords } from './release/read-passwords.ts';
import { prepareChart, type ReleaseValues, upgradeRelease } from './release/release.ts';
import { readSeedSize } from './release/seed-size.ts';
import { waitUntilReady } from './release/wait-until-ready.ts';

/** A question to kind, kubectl or helm takes a quarter of a second, and some verbs ask a dozen. */
const trustedMs = 5000;

const postgres = `statefulset/${labName}-postgres`;

/** The cluster that the settings select: KUBE_CONTEXT, or the lab's own. */
export function clusterOf(settings: Settings): Cluster {
  const { kubeContext } = settings;
  if (kubeContext) return otherCluster(clusterAccess(kubeContext), settings);
  return kindCluster(clusterAccess(`kind-${labName}`), settings);
}

/** The lab in a cluster. The chart contains all of it, and both fixes are values of the chart. */
export function kindTarget(settings: Settings): Target {
  const cluster = clusterOf(settings);
  const { access } = cluster;

  const requireCluster = remember(trustedMs, async () => {
    if (await cluster.exists()) return;
    throw new LabError(
      'not_running',
      'The cluster is not running.',
      'Create it: make cluster-up. For the lab on this machine, without a cluster, add TARGET=local to each verb.',
    );
  });
  const passwordsOf = remember(trustedMs, () => readPasswords(access));

  async function upgrade(
    interruptible: Cluster,
    values: ReleaseValues,
    report: Report,
    progress: (text: string) => void = () => {},
  ): Promise<void> {
    const chart = await prepareChart(interruptible.access, settings);
    await upgradeRelease(interruptible, chart, values, report);
    await waitUntilReady(interruptible.access, { progress });
  }

  const metrics: Target['metrics'] = async () => {
    await requireCluster();
    return withKubernetesApi(access, async (api) => {
      const pods = await api.pods(selectorOf('api'));
      // The other pods receive no requests, or are about to disappear with their counters.
      const ready = pods.filter(isReady);
      if (ready.length === 0) throw noPodIsReady(pods, access);
      return (await Promise.all(ready.map((pod) => readMetrics(api.podAddress(pod, 3000))))).flat();
    });
  };

  const withDatabase: Target['withDatabase'] = async (work) => {
    await requireCluster();
    const passwords = await passwordsOf();
    return withPortForward(access, postgres, 5432, (port) =>
      explainNoConnection(withClient(databaseUrls({ host: '127.0.0.1', port }, passwords).owner, work), {
        name: 'kind',
        metrics,
      }),
    );
  };

  return {
    name: 'kind',
    resumesStart: true,
    pollEveryMs: 10_000,

    start: (report, signal) => install(cluster, settings, report, signal),

    async stop(report) {
      const title = settings.kubeContext ? `Remove the lab from ${settings.kubeContext}` : 'Delete the cluster';
      await report.step(title, () => cluster.remove(report));
      requireCluster.forget();
      passwordsOf.forget();
    },

    async parts() {
      if (!(await cluster.isIncomplete())) return readParts(cluster);
      const detail = 'it is being created, or that was interrupted: make cluster-up or make cluster-down';
      return [{ name: 'cluster', state: 'starting', detail }];
    },

    metrics,

    async deploy(variant, report, signal) {
      await requireCluster();
      const interruptible = cluster.withSignal(signal);
      // A learner's mistake would be hard to find in the log of a Docker build.
      if (variant === 'mine') await compileApi(variant, `${settings.labFolder}/builds/compiled`, signal);
      const image = await apiImage(await interruptible.imagesFor(), variant);
      await buildImages(interruptible.access, [image]);
      await interruptible.deliver([image]);
      await upgrade(interruptible, imageValues('api', image), report);
    },

    async migrate(to, report, signal, progress) {
      await requireCluster();
      const interruptible = cluster.withSignal(signal);
      // A completed Job would not run again, even if the index has been dropped by hand since.
      const migrateJob = `${selectorOf('database')},feed-lab/job=migrate`;
      await interruptible.access.kubectl(['delete', 'job', '--selector', migrateJob]);
      await upgrade(interruptible, { 'database.migrateTo': to }, report, progress);
    },

    async withApi(work) {
      await requireCluster();
      return withPage(cluster, 'api', (address) => work(new URL(address).origin));
    },

    withDatabase,

    query: <Row>(text: string, values: unknown[] = []) =>
      withDatabase(async (client) => (await client.query(text, values)).rows as Row[]),

    load: (plan, onProgress, signal) => runK6(access, plan, onProgress, signal),

    async prompt() {
      await requireCluster();
      // Without a terminal here, none is allocated in the pod: `echo 'SELECT 1' | make psql` works.
      const terminal = process.stdin.isTTY ? ['-t'] : [];
      const psql = ['psql', '-U', ownerRole, '-d', databaseName, '--pset=pager=off'];
      process.exitCode = await runInTerminal(access, ['exec', '-i', ...terminal, postgres, '--', ...psql]);
    },

    async open(page, report, signal) {
      await requireCluster();
      await openPage(cluster, page, settings[pages[page].setting], report, signal);
    },

    annotate: (annotation) => postAnnotation(cluster, annotation),

    cpuPeriods: () => readCpuPeriods(access),

    // The CPU limits of the containers determine the latencies, so there is nothing to tune.
    tuning: async () => undefined,

    async seedSize() {
      await requireCluster();
      return readSeedSize(access);
    },
  };
}
