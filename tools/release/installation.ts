import { LabError } from '../../scripts/lib/lab-error.ts';
import type { Report } from '../../scripts/lib/report.ts';
import { plainHttp } from './chart.ts';
import { loadPresentImages, withCluster } from './cluster.ts';
import type { Command } from './command.ts';
import { chartRepository } from './published.ts';
import { hostOf, type ReleaseSettings } from './settings.ts';

const releaseName = 'feed-lab';
const timeout = '10m';

/** The chart's values that select the images of this registry and version. */
export function imageValues(registry: string, version: string): string[] {
  const host = hostOf(registry);
  const path = registry.slice(host.length + 1);
  const values = {
    'api.image.registry': host,
    'api.image.repository': `${path}/api`,
    'api.image.tag': `broken-${version}`,
    'database.image.registry': host,
    'database.image.repository': `${path}/migrator`,
    'database.image.tag': version,
  };
  return Object.entries(values).flatMap(([name, value]) => ['--set-string', `${name}=${value}`]);
}

/** Every image that manifests name, including one in an argument of the Prometheus operator. */
export function imagesIn(manifests: string): string[] {
  const named = manifests.matchAll(/(?:^\s*(?:- )?image: |--prometheus-config-reloader=)"?([^\s"]+)/gm);
  return [...new Set([...named].map(([, image = '']) => image))];
}

/** Prints what shows why an installation failed, before its cluster is deleted. */
async function printState(command: Command, kubeconfig: string): Promise<void> {
  const everywhere = ['--kubeconfig', kubeconfig, '--namespace', releaseName];
  for (const args of [
    ['get', 'pods,jobs', '--output', 'wide'],
    ['get', 'events', '--field-selector', 'type!=Normal', '--sort-by', '.lastTimestamp'],
    ['logs', '--selector', `app.kubernetes.io/instance=${releaseName}`, '--all-containers', '--prefix', '--tail', '20'],
  ])
    console.error(await command('kubectl', [...everywhere, ...args]).catch(String));
}

/**
 * Installs the chart and the images from the registry into a new cluster, as a user does, runs
 * `helm test`, and deletes the cluster. The checkout's chart and images are not used.
 * @throws {LabError} `release_failed`
 */
export async function testInstallation(command: Command, settings: ReleaseSettings, report: Report): Promise<void> {
  const { registry, version } = settings;
  const published = [`${chartRepository(registry)}/feed-lab`, '--version', version, ...plainHttp(registry)];
  const values = imageValues(registry, version);
  await withCluster(command, settings, report, async (kubeconfig) => {
    const scope = ['--kubeconfig', kubeconfig, '--namespace', releaseName];
    const others = imagesIn(await command('helm', ['template', releaseName, ...published, ...values])).filter(
      (image) => !image.startsWith(`${registry}/`),
    );
    await report.step('Load the images of others that Docker has', () => loadPresentImages(command, others));
    try {
      await report.step(`Install ${published[0]} ${version}`, () =>
        command('helm', [
          ...['install', releaseName, ...published, ...values, ...scope],
          ...['--create-namespace', '--wait', '--wait-for-jobs', '--timeout', timeout],
        ]),
      );
      const test = await report.step('Run helm test', () =>
        command('helm', ['test', releaseName, ...scope, '--logs', '--timeout', timeout]),
      );
      report.print(test);
      await report.step('Check that the lab runs on the pushed images', () => checkImages(command, scope, registry));
    } catch (error) {
      await printState(command, kubeconfig);
      throw error;
    }
  });
}

/** @throws {LabError} `release_failed` if a container of the lab has an image of another origin */
async function checkImages(command: Command, scope: string[], registry: string): Promise<void> {
  const images = '{range .items[*]}{range .status.containerStatuses[*]}{.imageID}{"\\n"}{end}{end}';
  const selector = ['--selector', 'app.kubernetes.io/component in (api, database)'];
  const found = await command('kubectl', [...scope, 'get', 'pods', ...selector, '--output', `jsonpath=${images}`]);
  const ids = found.trim().split('\n');
  if (ids.every((id) => id.startsWith(`${registry}/`) && id.includes('@sha256:'))) return;
  throw new LabError('release_failed', `Not all images are of ${registry}: ${ids.join(', ')}`, 'Check the values.');
}
