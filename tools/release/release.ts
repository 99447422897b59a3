import '../../scripts/lib/own-environment.ts';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { createReport } from '../../scripts/lib/report.ts';
import { requireTool } from '../../scripts/lib/run.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { downloadOf } from '../../scripts/targets/kind/preflight.ts';
import { publishChart } from './chart.ts';
import { commandRunner } from './command.ts';
import { publishImages } from './images.ts';
import { testInstallation } from './installation.ts';
import { readReleaseSettings } from './settings.ts';
import { signRelease } from './sign.ts';

// `make release ARGS="STEP ..."`: publishes images and chart to REGISTRY, signs them, and tests an
// installation of what was pushed. The release workflow runs each step in a job of its own.

const { signal } = listenForStop();
const report = createReport('kind');
const command = commandRunner(signal);

const whereToGet = {
  docker: downloadOf('docker'),
  helm: downloadOf('helm'),
  cosign: 'Get it: https://docs.sigstore.dev/cosign/system_config/installation/',
  kind: downloadOf('kind'),
  kubectl: downloadOf('kubectl'),
};
type Tool = keyof typeof whereToGet;
type Settings = ReturnType<typeof readReleaseSettings>;

/** The steps in their order, with the tools that each needs. */
const steps: Record<string, { tools: Tool[]; work: (settings: Settings) => Promise<void> }> = {
  images: { tools: ['docker'], work: (settings) => publishImages(command, settings, report) },
  chart: { tools: ['helm'], work: (settings) => publishChart(command, settings, report, signal) },
  sign: { tools: ['docker', 'cosign'], work: (settings) => signRelease(command, settings, report) },
  test: {
    tools: ['docker', 'kind', 'kubectl', 'helm'],
    work: (settings) => testInstallation(command, settings, report),
  },
};

await runMain(async (names) => {
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0)
    throw new LabError(
      'usage',
      `Unknown step ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}.`,
      'For example: make release REGISTRY=127.0.0.1:5000/feed-lab ARGS="images chart"; without ARGS, all steps run.',
    );
  const settings = readReleaseSettings(process.env);
  const chosen = Object.entries(steps).filter(([name]) => names.length === 0 || names.includes(name));
  for (const tool of new Set(chosen.flatMap(([, { tools }]) => tools))) await requireTool(tool, whereToGet[tool]);
  for (const [, { work }] of chosen) await work(settings);
});
