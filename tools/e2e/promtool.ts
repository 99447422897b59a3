import { readdirSync } from 'node:fs';
import { rulesFile } from '../../dashboards/file.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { requireTool, run } from '../../scripts/lib/run.ts';
import { check } from './context.ts';

const recordedFolder = `${projectFolder}dashboards/recorded`;
const madeByHand = `${projectFolder}dashboards/rules-that-fire.yaml`;

/** Prometheus's own tool finds the rules right, and they tell the stages apart in series of real load tests, and fire where none of these brings them. */
export async function proveRulesOffline(): Promise<void> {
  await requireTool('promtool', 'It comes with Prometheus: https://prometheus.io/download/');
  const recorded = readdirSync(recordedFolder).map((name) => `${recordedFolder}/${name}`);
  for (const words of [
    ['check', 'rules', rulesFile],
    ['test', 'rules', ...recorded, madeByHand],
  ]) {
    const { exitCode, stdout, stderr } = await run()`promtool ${words}`;
    console.log(`${stdout}${stderr}`.trim());
    check(`promtool ${words[0]} rules passes`, exitCode === 0);
  }
}
