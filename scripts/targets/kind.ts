import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { databaseUrls, type Passwords, withClient } from '../../db-migrations/src/database-access.ts';
import { databaseName, ownerRole } from '../../db-migrations/src/names.ts';
import { LabError } from '../lib/lab-error.ts';
import type { Settings } from '../lib/settings.ts';
import { clusterExists, deleteCluster, ensureCluster } from './kind/cluster.ts';
import { clusterAccess, kubectlScope, labName } from './kind/cluster-access.ts';
import { buildApiImage, buildMigratorImage, loadImages, nameOf } from './kind/images.ts';
import { k6Image, runK6Job } from './kind/k6-job.ts';
import { readParts } from './kind/parts.ts';
import { withPortForward } from './kind/port-forward.ts';
import { preflight } from './kind/preflight.ts';
import { imagesOf, prepareChart, releaseValues, upgradeRelease, waitUntilReady } from './kind/release.ts';
import { readThrottling } from './kind/throttling.ts';
import type { Target } from './target.ts';

/** The lab in a kind cluster: everything is in the chart, and both fixes are values of it. */
export function kindTarget(settings: Settings): Target {
  const apiUrl = `http://127.0.0.1:${settings.apiPort}`;

  async function requireCluster(): Promise<void> {
    if (await clusterExists(clusterAccess(settings))) return;
    throw new LabError('not_running', 'The cluster is not running.', 'Make it: make cluster-up');
  }

  async function readPasswords(): Promise<Passwords> {
    const secret = await clusterAccess(settings).kubectl(['get', 'secret', `${labName}-passwords`, '--output', 'json']);
    const { data } = JSON.parse(secret) as { data: Record<keyof Passwords, string> };
    const decode = (text: string) => Buffer.from(text, 'base64').toString();
    return { superuser: decode(data.superuser), owner: decode(data.owner), api: decode(data.api) };
  }

  return {
    name: 'kind',
    resumesStart: true,
    apiUrl,

    async start(report, signal) {
      const access = clusterAccess(settings, signal);
      const exists = await report.step('Look at tools, memory and ports', async () => {
        const found = await clusterExists(access);
        await preflight(settings, found);
        return found;
      });
      await report.step(exists ? 'Find the cluster' : 'Make the cluster', () => ensureCluster(access, settings));
      const installed = exists ? await releaseValues(access) : undefined;
      const migrator = await report.step('Build the migrator image', () => buildMigratorImage(access));
      const variant = installed?.api?.image?.tag?.split('-')[0] ?? 'broken';
      const api = await report.step(`Build the API image, variant ${variant}`, () =>
        buildApiImage(access, variant === 'fixed' || variant === 'mine' ? variant : 'broken'),
      );
      const chart = await prepareChart(access, settings);
      const values = {
        'api.image.tag': api.tag,
        'database.image.tag': migrator.tag,
        ...(settings.posts && { 'seed.posts': settings.posts }),
      };
      const images = [...(await imagesOf(access, chart, values)), k6Image()];
      await report.step(`Load ${images.length} images into the cluster`, () =>
        loadImages(access, settings.labFolder, images),
      );
      await report.step('Install the chart', () => upgradeRelease(access, chart, values));
      await report.step('Wait until everything is ready', () => waitUntilReady(access, { monitoring: true }));
    },

    async stop(report) {
      await report.step('Delete the cluster', () => deleteCluster(clusterAccess(settings)));
    },

    async parts() {
      const access = clusterAccess(settings);
      return readParts(access, settings, await clusterExists(access));
    },

    async deploy(variant, signal) {
      await requireCluster();
      const access = clusterAccess(settings, signal);
      const image = await buildApiImage(access, variant);
      await loadImages(access, settings.labFolder, [nameOf(image)]);
      await upgradeRelease(access, await prepareChart(access, settings), { 'api.image.tag': image.tag });
      await waitUntilReady(access, { monitoring: false });
    },

    async migrate(to, signal) {
      await requireCluster();
      const access = clusterAccess(settings, signal);
      await upgradeRelease(access, await prepareChart(access, settings), { 'database.migrateTo': to });
      await waitUntilReady(access, { monitoring: false });
    },

    async query<Row>(text: string, values: unknown[] = []) {
      await requireCluster();
      const passwords = await readPasswords();
      return withPortForward(clusterAccess(settings), `statefulset/${labName}-postgres`, 5432, (port) =>
        withClient(
          databaseUrls({ host: '127.0.0.1', port }, passwords).owner,
          async (client) => (await client.query(text, values)).rows as Row[],
        ),
      );
    },

    load: (plan, onProgress, signal) =>
      runK6Job(clusterAccess(settings, signal), clusterAccess(settings).kubectl, plan, onProgress, signal),

    async prompt() {
      await requireCluster();
      // A terminal in the pod only where there is one here: `echo 'SELECT 1' | make psql` works too.
      const interactive = process.stdin.isTTY ? ['-t'] : [];
      const psql = ['psql', '-U', ownerRole, '-d', databaseName];
      const inPod = ['exec', '-i', ...interactive, `statefulset/${labName}-postgres`, '--', ...psql];
      const child = spawn('kubectl', [...kubectlScope, ...inPod], {
        stdio: 'inherit',
        env: { ...process.env, KUBECONFIG: clusterAccess(settings).kubeconfig },
      });
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? 1;
    },

    cpuThrottling: () => readThrottling(clusterAccess(settings)),

    // The containers' CPU limits set the pace of the story: there is nothing to tune.
    async tuning() {
      return undefined;
    },
  };
}
