import assert from 'node:assert/strict';
import { formatSeconds } from '../../scripts/lib/format.ts';
import { proveRules } from './alerts.ts';
import { proveAnnotations } from './annotations.ts';
import { checkRelease, lintChart, validateManifests } from './chart.ts';
import { cluster, verb } from './context.ts';
import { proveDatabaseRestart } from './database-restart.ts';
import { keepEvidence } from './evidence.ts';
import { proveGrafana } from './grafana.ts';
import { proveIndexUnderWrites } from './index-under-writes.ts';
import { lookAround, proveNothingLeft } from './nothing-left.ts';
import { provePanels, proveSeries } from './panels.ts';
import { provePrometheusCounts, proveScrapeInterval } from './prometheus-counts.ts';
import { proveRulesOffline } from './promtool.ts';
import { proveRollingRestart } from './rolling-restart.ts';
import { tellStory } from './story.ts';

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
  await proveAnnotations();
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

assert.ok(!(await cluster.exists()), 'there is a cluster already; make cluster-down');
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
