import pg from 'pg';
import { countProcesses, latestStartSeconds, type Sample } from '../lib/metrics.ts';
import { explainFeed } from '../measure/explain-feed.ts';
import { readSchemaFingerprint } from '../measure/schema-fingerprint.ts';
import type { PlanSummary } from '../results/result.ts';
import { readResults } from '../results/results-folder.ts';
import { readRunningState } from '../targets/running-state.ts';
import type { Target } from '../targets/target.ts';
import { findEarlier, findLastRun } from './last-run.ts';
import { readPostsIndexes } from './posts-indexes.ts';
import { readStored } from './stored-probe.ts';

/** The query in the checkout need not be the one that the API runs, and need not even be valid. */
const explainCheckout = (target: Target, posts: number): Promise<PlanSummary> =>
  explainFeed(target).catch((error) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const node = `not known, because PostgreSQL rejects the query in the checkout (${error.message})`;
    return {
      node,
      index: null,
      executionMs: 0,
      rowsRead: posts,
      lines: [],
      tree: { node, rows: 0, loops: 0, ms: 0, children: [] },
    };
  });

/** What can be known without a request: the database, its plan, and earlier load tests. */
export async function readFacts(target: Target, client: pg.Client, metrics: Sample[], resultsFolder: string) {
  const [state, seedSize] = await Promise.all([
    readRunningState({ ...target, metrics: async () => metrics }),
    target.seedSize(),
  ]);
  const stored = await readStored(client, seedSize);
  const plan = await explainCheckout(target, stored.posts);
  const indexes = await readPostsIndexes(client);
  const schemaFingerprint = await readSchemaFingerprint(client);
  const running = { target: target.name, state, metrics, plan, posts: stored.posts, schemaFingerprint };
  const { results } = readResults(resultsFolder);
  const lastRun = findLastRun(results, running);
  const processes = countProcesses(metrics);
  const startedAtSeconds = latestStartSeconds(metrics);
  const facts = { state, plan, stored, indexes, lastRun, earlier: findEarlier(results, running, lastRun) };
  return { facts, seedSize, processes, startedAtSeconds };
}
