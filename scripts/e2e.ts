import assert from 'node:assert/strict';
import { proveRules } from './e2e/alerts.ts';
import { checkRelease, lintChart, validateManifests } from './e2e/chart.ts';
import { settings, verb } from './e2e/context.ts';
import { proveDatabaseRestart } from './e2e/database-restart.ts';
import { keepEvidence } from './e2e/evidence.ts';
import { proveGrafana } from './e2e/grafana.ts';
import { proveIndexUnderWrites } from './e2e/index-under-writes.ts';
import { proveMarks } from './e2e/marks.ts';
import { lookAround, proveNothingLeft } from './e2e/nothing-left.ts';
import { provePanels, proveSeries } from './e2e/panels.ts';
import { provePrometheusCounts, proveScrapeInterval } from './e2e/prometheus-counts.ts';
import { proveRulesOffline } from './e2e/promtool.ts';
import { proveRollingRestart } from './e2e/rolling-restart.ts';
import { tellStory } from './e2e/story.ts';
import { formatSeconds } from './lib/format.ts';
import { clusterOf } from './targets/kind/cluster.ts';

// `make e2e`: what a person does in the cluster, from no cluster to no cluster, and proofs of what README says of it.

const interruption = new AbortController();
let story: Promise<void> = Promise.resolve();

async function runAll(): Promise<void> {
  await lintChart();
  await proveRulesOffline();
  await verb(['up'], 360);
  await proveGrafana();
  await proveRules();
  await provePanels('before any load');
  await validateManifests();
  story = tellStory(interruption.signal);
  await story;
  await proveMarks();
  await provePanels('after the last load');
  await proveSeries();
  await proveRollingRestart();
  await provePrometheusCounts();
  await proveScrapeInterval();
  await proveIndexUnderWrites();
  await proveDatabaseRestart();
  await checkRelease();
  await provePanels('while nobody asks');
  await verb(['up'], 30);
  await verb(['reset']);
  await verb(['status']);
}

assert.ok(!(await clusterOf(settings).exists()), 'there is a cluster already; make cluster-down');
const before = await lookAround();
const startedAt = Date.now();
const interrupted = new Promise<never>((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      interruption.abort();
      reject(new Error(`ended by ${signal}`));
    });
});
try {
  await Promise.race([runAll(), interrupted]);
} catch (error) {
  // Said first: what follows may fail too.
  console.error(error);
  process.exitCode = 1;
  await keepEvidence().catch(console.error);
}
// A verb that was interrupted holds the lab until it has ended.
await story.catch(() => {});
await verb(['down']);
await proveNothingLeft(before);
if (!process.exitCode) console.log(`e2e passed (${formatSeconds(Date.now() - startedAt)})`);
process.exit();
