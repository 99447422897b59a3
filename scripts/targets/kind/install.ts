import { type Variant, variants } from '../../../app/build.ts';
import type { Report } from '../../lib/report.ts';
import type { Settings } from '../../settings/settings.ts';
import { clusterAccess } from './cluster-access.ts';
import { buildApiImage, buildMigratorImage, nameOf } from './images.ts';
import { k6Image } from './k6-job.ts';
import { clusterOf } from './open-cluster.ts';
import { imagesOf, prepareChart, releaseValues, upgradeRelease, waitUntilReady } from './release.ts';

/** The variant that a tag stands for: `fixed` for fixed and for fixed-0a1b2c3d4e5f. */
function variantOf(tag: string | undefined): Variant {
  const word = tag?.split('-')[0];
  return variants.find((variant) => variant === word) ?? 'broken';
}

/** From nothing, or from wherever an earlier attempt came to its end, to a lab that is ready in its cluster. */
export async function install(settings: Settings, report: Report, signal: AbortSignal): Promise<void> {
  const access = clusterAccess(settings, signal);
  const cluster = clusterOf(settings, signal);
  await report.step('Look at tools, memory, disk and ports', () => cluster.preflight());
  const exists = await cluster.exists();
  const place = settings.kubeContext ? 'namespace' : 'cluster';
  await report.step(`${exists ? 'Find' : 'Make'} the ${place}`, () => cluster.ensure());
  const apiPort = await cluster.mappedPort(30080);
  if (exists && apiPort && apiPort !== settings.apiPort)
    report.print(`The cluster keeps the ports it was made with (API ${apiPort}); other ones take a new cluster.`);
  const migrator = await report.step('Build the migrator image', () => buildMigratorImage(access, cluster.imagePrefix));
  const variant = variantOf((await releaseValues(access))?.api.image.tag);
  const build = (wanted: Variant) =>
    report.step(`Build the API image, variant ${wanted}`, () => buildApiImage(access, cluster.imagePrefix, wanted));
  const api = await build(variant);
  // For who takes the first fix by hand, with helm.
  const fixed = variant === 'fixed' ? api : await build('fixed');
  const chart = await report.step('Get the charts', () => prepareChart(access, settings));
  const values = {
    ...cluster.values,
    'api.image.repository': api.repository,
    'api.image.tag': api.tag,
    'database.image.repository': migrator.repository,
    'database.image.tag': migrator.tag,
    ...(settings.posts && { 'seed.posts': settings.posts }),
  };
  const own = [...new Set([migrator, api, fixed])];
  const others = [...(await imagesOf(access, chart, values)), k6Image()].filter(
    (name) => !own.map(nameOf).includes(name),
  );
  await report.step(`Bring ${own.length + others.length} images to the cluster`, () => cluster.deliver(own, others));
  await report.step('Install the chart', () => upgradeRelease(access, chart, values));
  const monitoring = (await releaseValues(access))?.monitoring.enabled ?? false;
  await report.step('Wait until everything is ready', () => waitUntilReady(access, { monitoring }));
}
