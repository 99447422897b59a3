import { readFileSync } from 'node:fs';
import { type Variant, variants } from '../../../app/build.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Report } from '../../lib/report.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { buildApiImage, buildMigratorImage, imageName } from './images.ts';
import { k6Image } from './k6-manifests.ts';
import { pages } from './pages.ts';
import { imagesOf, prepareChart, releaseValues, upgradeRelease, waitUntilReady } from './release.ts';

/** Installs the lab and waits until it is ready. Continues after an incomplete installation. */
export async function install(cluster: Cluster, settings: Settings, report: Report): Promise<void> {
  const { access, imagePrefix } = cluster;
  await report.step('Look at tools, memory, disk and ports', () => cluster.preflight());
  const exists = await cluster.exists();
  const place = settings.kubeContext ? 'namespace' : 'cluster';
  await report.step(`${exists ? 'Find' : 'Make'} the ${place}`, async () => {
    await cluster.ensure();
    // Also brings the labels of an older namespace up to date.
    const namespace = readFileSync(`${projectFolder}k8s/namespace.yaml`, 'utf8');
    await access.kubectl(['apply', '--filename', '-'], namespace);
  });
  const apiPort = await cluster.mappedPort(pages.api.nodePort);
  if (exists && apiPort && apiPort !== settings.apiPort)
    report.print(`The cluster keeps the ports it was created with (API ${apiPort}); other ports need a new cluster.`);
  const migrator = await report.step('Build the migrator image', () => buildMigratorImage(access, imagePrefix));
  // A tag is a variant, or a variant with a hash: fixed-0a1b2c3d4e5f.
  const [running] = (await releaseValues(access))?.api.image.tag.split('-') ?? [];
  const variant = variants.find((name) => name === running) ?? 'broken';
  const build = (wanted: Variant) =>
    report.step(`Build the API image, variant ${wanted}`, () => buildApiImage(access, imagePrefix, wanted));
  const api = await build(variant);
  // For people who apply the first fix by hand, with helm.
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
  const ownNames = own.map(imageName);
  const others = [...(await imagesOf(access, chart, values)), k6Image()].filter((name) => !ownNames.includes(name));
  await report.step(`Bring ${own.length + others.length} images to the cluster`, () => cluster.deliver(own, others));
  await report.step('Install the chart', () => upgradeRelease(access, chart, values, report));
  const monitoring = (await releaseValues(access))?.monitoring.enabled ?? false;
  await report.step('Wait until everything is ready', () => waitUntilReady(access, { monitoring }));
}
