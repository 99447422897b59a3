import '../../scripts/lib/own-environment.ts';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { runMain } from '../../scripts/lib/main.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import { listenForStop } from '../../scripts/lib/stop-signal.ts';
import { waitUntil } from '../../scripts/lib/timing.ts';
import { readSettings } from '../../scripts/settings/settings.ts';
import { clusterOf } from '../../scripts/targets/kind/kind.ts';
import { compareResources, listClusterResources } from './cluster-resources.ts';

// `node --import tsx tools/e2e/shared-cluster.ts`, with KUBE_CONTEXT and REGISTRY: installs the lab
// in a cluster that is not its own, applies a fix, removes the lab, and lists what is left.

/** Persistent volumes and their like are deleted a moment after their namespace. */
const settledAfterMs = 60_000;

const { signal } = listenForStop();

async function runVerb(verb: string, interruptible = true): Promise<void> {
  // Not with run(): it shares the terminal.
  const lab = ['--import', 'tsx', 'scripts/lab.ts', verb];
  const env = { ...process.env, TARGET: 'kind' };
  const child = spawn(process.execPath, lab, { cwd: projectFolder, env, stdio: 'inherit' });
  // Only Ctrl-C reaches the child without this.
  if (interruptible) signal.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0, `${verb} exited with ${code}`);
}

await runMain(async () => {
  const settings = readSettings(process.env);
  if (!settings.kubeContext)
    throw new LabError('usage', 'Which cluster?', 'Set KUBE_CONTEXT and REGISTRY to a cluster for tests.');
  const cluster = clusterOf(settings);
  const { access } = cluster;
  if (await cluster.exists())
    throw new LabError('busy', `There is a lab in ${settings.kubeContext} already.`, 'Remove it first: make down');
  const before = await listClusterResources(access);
  try {
    await runVerb('up');
    const installed = compareResources(before, await listClusterResources(access));
    console.log(`The installation adds ${installed.left.join(', ')}`);
    await runVerb('apply-fix');
    const types = await access.kubectl(['get', 'services', '--output', 'jsonpath={.items[*].spec.type}']);
    assert.doesNotMatch(types, /NodePort/, 'a fix must not open ports of the nodes');
  } finally {
    await runVerb('down', false);
  }
  let difference = compareResources([], []);
  await waitUntil(
    async () => {
      difference = compareResources(before, await listClusterResources(access));
      return difference.left.length === 0;
    },
    { timeoutMs: settledAfterMs, intervalMs: 2000 },
  );
  assert.deepEqual(difference, { left: [], gone: [] });
  console.log(`Nothing is left: the same ${before.length} objects as before.`);
});
