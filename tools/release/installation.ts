import { LabError } from '../../scripts/lib/lab-error.ts';
import type { Report } from '../../scripts/lib/report.ts';
import { imagesIn } from '../../scripts/targets/kind/images/images-in.ts';
import { plainHttp } from './chart.ts';
import { loadPresentImages, withCluster } from './cluster.ts';
import type { Command } from './command.ts';
import { chartRepository } from './published.ts';
import { hostOf, type ReleaseSettings } from './settings.ts';

const releaseName = 'feed-lab';
const timeout = '10m';

/** The chart's values that select the images of this registry and version. */
export function imageValues(registry: string, version: string, variant: 'broken' | 'fixed'): string[] {
  const host = hostOf(registry);
  const path = registry.slice(host.length + 1);
  const values = {
    'api.image.registry': host,
    'api.image.repository': `${path}/api`,
    'api.image.tag': `${variant}-${version}`,
    'database.image.registry': host,
    'database.image.repository': `${path}/migrator`,
    'database.image.tag': version,
  };
  return Object.entries(values).flatMap(([name, value]) => ['--set-string', `${name}=${value}`]);
}

/** Prints the state of a failed installation, before its cluster is deleted. */
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
 * Installs the chart and the images from the registry into a new cluster, as a user does, and
 * applies both fixes; runs `helm test` before and after the fixes, and deletes the cluster. Neither
 * the chart nor the images of the checkout are used.
 * @throws {LabError} `release_failed`
 */
export async function testInstallation(command: Command, settings: ReleaseSettings, report: Report): Promise<void> {
  const { registry, version } = settings;
  const chart = [`${chartRepository(registry)}/feed-lab`, '--version', version, ...plainHttp(registry)];
  const broken = imageValues(registry, version, 'broken');
  const fixed = [...imageValues(registry, version, 'fixed'), '--set', 'database.migrateTo=2'];
  const wait = ['--wait', '--wait-for-jobs', '--timeout', timeout];
  await withCluster(command, settings, report, async (kubeconfig) => {
    const scope = ['--kubeconfig', kubeconfig, '--namespace', releaseName];
    const helm = (...args: string[]) => command('helm', [...args, ...scope]);
    const runTest = () =>
      report.step('Run helm test', async () => {
        const log = await helm('test', releaseName, '--logs', '--timeout', timeout);
        await checkImages(command, scope, registry);
        return log;
      });
    try {
      const images = imagesIn(await helm('template', releaseName, ...chart, ...broken));
      const others = images.filter((image) => !image.startsWith(`${registry}/`));
      await report.step('Load the third-party images that Docker already has', () =>
        loadPresentImages(command, others),
      );
      await report.step(`Install ${chart[0]} ${version}`, () =>
        helm('install', releaseName, ...chart, ...broken, '--create-namespace', ...wait),
      );
      report.print(await runTest());
      await report.step('Apply both fixes', () => helm('upgrade', releaseName, ...chart, ...fixed, ...wait));
      report.print(await runTest());
    } catch (error) {
      // After an interruption, commands no longer run.
      if ((error as Error).name !== 'AbortError') await printState(command, kubeconfig);
      throw error;
    }
  });
}

/** @throws {LabError} `release_failed` if a container of the lab has an image from elsewhere */
async function checkImages(command: Command, scope: string[], registry: string): Promise<void> {
  const images = '{range .items[*]}{range .status.containerStatuses[*]}{.imageID}{"\\n"}{end}{end}';
  const selector = ['--selector', 'app.kubernetes.io/component in (api, database)'];
  const found = await command('kubectl', [...scope, 'get', 'pods', ...selector, '--output', `jsonpath=${images}`]);
  const ids = found.trim().split('\n');
  if (ids.every((id) => id.startsWith(`${registry}/`) && id.includes('@sha256:'))) return;
  throw new LabError('release_failed', `Not all images are from ${registry}: ${ids.join(', ')}`, 'Check the values.');
}
