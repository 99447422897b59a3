import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import type { Report } from '../../scripts/lib/report.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterAccess } from '../../scripts/targets/kind/cluster-access.ts';
import { prepareChart } from '../../scripts/targets/kind/release/release.ts';
import type { Command } from './command.ts';
import { chartName, chartRepository } from './published.ts';
import { isLoopback, type ReleaseSettings } from './settings.ts';

/** For helm, which otherwise uses TLS for every address, loopback included. */
export const plainHttp = (registry: string) => (isLoopback(registry) ? ['--plain-http'] : []);

/** Packages the chart with its dependency, and pushes it. */
export async function publishChart(
  command: Command,
  settings: ReleaseSettings,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const { registry, version, monitoringChart } = settings;
  // A folder of its own, because `.lab/chart` belongs to a lab that may be running.
  const labSettings = readSettings({ LAB_FOLDER: `${projectFolder}.lab/release`, MONITORING_CHART: monitoringChart });
  const folder = await mkdtemp(join(tmpdir(), 'feed-lab-chart-'));
  try {
    const chart = await report.step('Get the charts', () =>
      // Needs no cluster: only helm runs, to download.
      prepareChart(clusterAccess('', signal), labSettings),
    );
    await report.step(`Push ${chartName(registry, version)}`, async () => {
      const versions = ['--version', version, '--app-version', version];
      await command('helm', ['package', chart, ...versions, '--destination', folder]);
      const archive = join(folder, `feed-lab-${version}.tgz`);
      await command('helm', ['push', archive, chartRepository(registry), ...plainHttp(registry)]);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
