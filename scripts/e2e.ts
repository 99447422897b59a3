import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { checkRelease, lintChart, validateManifests } from './e2e/chart.ts';
import { access, evidenceFolder, settings, verb } from './e2e/context.ts';
import { proveDatabaseRestart } from './e2e/database-restart.ts';
import { proveIndexUnderWrites } from './e2e/index-under-writes.ts';
import { provePrometheusCounts } from './e2e/prometheus-counts.ts';
import { proveRollingRestart } from './e2e/rolling-restart.ts';
import { tellStory } from './e2e/story.ts';
import { formatSeconds } from './lib/format.ts';
import { clusterOf } from './targets/kind/cluster.ts';

// `make e2e`: what a person does in the cluster, from no cluster to no cluster, and proofs of what README says of it.

/** What a person would look at first, kept because the cluster goes. */
async function keepEvidence(): Promise<void> {
  mkdirSync(evidenceFolder, { recursive: true });
  const keep = async (name: string, words: string[]) =>
    writeFileSync(`${evidenceFolder}/${name}.txt`, await access.kubectl(words).catch(String));
  await keep('pods', ['get', 'pods', '--output', 'wide']);
  await keep('events', ['get', 'events', '--sort-by', '.lastTimestamp']);
  const pods = await access.kubectl(['get', 'pods', '--output', 'name']).catch(() => '');
  for (const pod of pods.trim().split('\n').filter(Boolean))
    await keep(`log-${pod.replace('pod/', '')}`, ['logs', pod, '--all-containers', '--tail', '2000']);
  console.error(`logs and events are kept in ${evidenceFolder}`);
}

const clusterExists = () => clusterOf(settings).exists();

assert.ok(!(await clusterExists()), 'there is a cluster already; make cluster-down');
const startedAt = Date.now();
try {
  await lintChart();
  await verb(['up'], 360);
  await validateManifests();
  await tellStory();
  await verb(['explain']);
  await proveRollingRestart();
  await provePrometheusCounts();
  await proveIndexUnderWrites();
  await proveDatabaseRestart();
  await checkRelease();
  await verb(['up'], 30);
  await verb(['reset']);
  await verb(['status']);
} catch (error) {
  await keepEvidence();
  throw error;
} finally {
  await verb(['down']);
}
assert.ok(!(await clusterExists()), 'the cluster is gone');
console.log(`e2e passed (${formatSeconds(Date.now() - startedAt)})`);
