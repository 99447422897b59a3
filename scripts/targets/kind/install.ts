import { type Variant, variants } from '../../../app/build.ts';
import type { Report } from '../../lib/report.ts';
import { runTogether } from '../../lib/run-together.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { apiImage, buildImages, imageName, imageValues, migratorImage } from './images/images.ts';
import { readLoadTestValues } from './load-test/k6-pod-settings.ts';
import { hasK6Operator, loadTestImages } from './load-test/load-test-images.ts';
import { pages } from './pages.ts';
import {
  imagesOf,
  keptValues,
  prepareChart,
  type ReleaseValues,
  releaseValues,
  upgradeRelease,
} from './release/release.ts';
import { seedValues } from './release/seed-values.ts';
import { waitUntilReady } from './release/wait-until-ready.ts';

interface Installed {
  variant: Variant;
  isInstalled: boolean;
}

/** The variant that is installed; initially `broken`. */
async function readInstalled(access: ClusterAccess): Promise<Installed> {
  const values = await releaseValues(access);
  // A tag is a variant, or a variant with a hash: fixed-0a1b2c3d4e5f.
  const [installed] = values?.api.image.tag.split('-') ?? [];
  return { variant: variants.find((name) => name === installed) ?? 'broken', isInstalled: values !== undefined };
}

/**
 * The lab's own images, and the values that select them. The fixed API image is
 * included for people who apply the first fix by hand, with helm.
 */
async function selectImages(cluster: Cluster, { variant, isInstalled }: Installed, settings: Settings) {
  const imagesFor = await cluster.imagesFor();
  const migrator = await migratorImage(imagesFor);
  const api = await apiImage(imagesFor, variant);
  const fixed = variant === 'fixed' ? [] : [await apiImage(imagesFor, 'fixed')];
  const chartValues: ReleaseValues = {
    ...imageValues('api', api),
    ...imageValues('database', migrator),
    ...seedValues(settings.posts, isInstalled),
  };
  return { own: [migrator, api, ...fixed], values: chartValues };
}

/**
 * Runs the steps before the installation in parallel: the cluster and the images take half a minute
 * each, and the node accepts images before the cluster is ready.
 */
async function prepare(cluster: Cluster, settings: Settings, report: Report, signal: AbortSignal) {
  const exists = await cluster.exists();
  const place = settings.kubeContext ? 'namespace' : 'cluster';

  const [chart, values] = await runTogether(signal, (joint) => {
    const joined = cluster.withSignal(joint);
    const { access } = joined;
    const ready = report.step(`${exists ? 'Find' : 'Create'} the ${place}`, () => joined.ensure());
    const nothing: Installed = { variant: 'broken', isInstalled: false };
    const installed = exists ? ready.then(() => readInstalled(access)) : Promise.resolve(nothing);
    const selected = installed.then((found) => selectImages(joined, found, settings));
    const gotChart = report.step('Get the charts', () => prepareChart(access, settings));

    async function deliverOthers(): Promise<void> {
      if (joined.pullsOtherImages) return;
      const { own, values } = await selected;
      const named = await imagesOf(joined, await gotChart, values, exists ? await keptValues(access) : {});
      const others = named.filter((name) => !own.map(imageName).includes(name));
      await report.step(`Load ${others.length} third-party images into the cluster`, (progress) =>
        joined.deliver([], others, progress),
      );
    }
    async function deliverOwn(): Promise<void> {
      const { own } = await selected;
      await report.step(`Build the lab's ${own.length} images`, () => buildImages(access, own));
      await report.step('Load the API and migrator images into the cluster', (progress) =>
        joined.deliver(own, [], progress),
      );
    }
    return [gotChart, selected.then(({ values }) => values), ready, deliverOthers(), deliverOwn()];
  });
  return { exists, chart, values };
}

/** Installs the lab and waits until it is ready. Continues after an incomplete installation. */
export async function install(
  cluster: Cluster,
  settings: Settings,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const interruptible = cluster.withSignal(signal);
  await report.step('Check tools, memory, disk and ports', () => interruptible.preflight());
  await interruptible.claim(report);
  const { exists, chart, values } = await prepare(cluster, settings, report, signal);
  const apiPort = await interruptible.mappedPort(pages.api.nodePort);
  if (exists && apiPort && apiPort !== settings.apiPort)
    report.print(`The cluster keeps the ports it was created with (API ${apiPort}); other ports need a new cluster.`);
  await runTogether(signal, (joint) => {
    const joined = cluster.withSignal(joint);
    async function installChart(): Promise<void> {
      await report.step('Install the chart', () => upgradeRelease(joined, chart, values, report));
      const monitoring = (await releaseValues(joined.access))?.monitoring.enabled ?? false;
      await report.step('Wait until everything is ready', (progress) =>
        waitUntilReady(joined.access, { monitoring: monitoring && { chart }, progress }),
      );
    }
    // Only a load test needs it, so it comes while the pods start.
    async function deliverK6(): Promise<void> {
      if (joined.pullsOtherImages) return;
      // Otherwise the starter is pulled from its own registry when it is needed, which is rare.
      const distributed = settings.registryImages === 'all' && (await hasK6Operator(joined.access));
      const images = loadTestImages(await readLoadTestValues(joined.access), { distributed });
      await report.step('Load k6 into the cluster', (progress) => joined.deliver([], images, progress));
    }
    return [installChart(), deliverK6()];
  });
}
