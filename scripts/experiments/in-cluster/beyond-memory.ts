import type pg from 'pg';
import { formatCount } from '../../lib/format.ts';
import { acquireLock } from '../../lib/lock.ts';
import { countPosts } from '../../measure/measure-stage.ts';
import { storyUsers } from '../../scenario/story.ts';
import { readSettings, type Settings } from '../../settings/settings.ts';
import { deployVariables } from '../../settings/variable-uses.ts';
import type { ClusterAccess } from '../../targets/kind/cluster-access.ts';
import { requireSeeded } from '../../targets/require-seeded.ts';
import {
  type ClusterContext,
  type ClusterExperiment,
  type ExperimentResult,
  type ExperimentRow,
  scaledCount,
  scaledSeconds,
} from '../experiment.ts';
import { explainFeedPages, pagesTouched } from '../growth/explain-feed-pages.ts';
import { onlyRow } from '../only-row.ts';
import { type DiskExecution, summarizeExecutions } from './beyond-memory-rows.ts';
import { readDiskBytes, readMemoryLimit } from './postgres-container.ts';
import { requireLargeTable, requireOwnCluster, requirePlan } from './require-comparable.ts';

const plan = { rounds: 2, executions: 4, measuredSeconds: 20 };

/** Leaves as much of the table in the cache as fits, and little else. */
const readWholeTable = 'SELECT count(content) FROM posts';

const readSizes = `
SELECT
  pg_relation_size('posts')::float8 AS "tableBytes",
  pg_relation_size(to_regclass('idx_posts_created_at'))::float8 AS "indexBytes"`;

type Sizes = { tableBytes: number; indexBytes: number | null };

/** Executes the feed query several times, after the whole table has been read once. */
async function executeFeed(
  access: ClusterAccess,
  client: pg.Client,
  { indexed, tableBytes }: { indexed: boolean; tableBytes: number },
  progress: (text: string) => void,
): Promise<DiskExecution[]> {
  const { pid } = await onlyRow<{ pid: number }>(client, 'SELECT pg_backend_pid() AS pid');
  progress('reading the whole table');
  await client.query(readWholeTable);
  const executions: DiskExecution[] = [];
  while (executions.length < plan.executions) {
    access.signal?.throwIfAborted();
    progress(`execution ${executions.length + 1} of ${plan.executions}`);
    const before = await readDiskBytes(access, pid);
    const feed = await explainFeedPages(client);
    const diskBytes = (await readDiskBytes(access, pid)) - before;
    requirePlan(indexed, pagesTouched(feed), tableBytes);
    executions.push({ ...feed, indexed, isFirst: executions.length === 0, diskBytes });
  }
  return executions;
}

async function measureLab(context: ClusterContext, settings: Settings): Promise<ExperimentResult> {
  const { report, signal } = context;
  // On demand, as in targets.ts.
  const { clusterOf, kindTarget } = await import('../../targets/kind/kind.ts');
  const target = kindTarget(settings);
  const { access } = clusterOf(settings).withSignal(signal);
  const memoryLimitBytes = await target.withDatabase(async (client) => {
    await requireSeeded(client, target.name);
    const { tableBytes } = await onlyRow<Sizes>(client, readSizes);
    const limit = await readMemoryLimit(access);
    requireLargeTable(tableBytes, limit);
    return limit;
  });
  const posts = await countPosts(target);
  await target.deploy('fixed', report, signal);

  const users = {
    users: storyUsers,
    durationSeconds: scaledSeconds(context, plan.measuredSeconds),
    ratePerSecond: undefined,
  };
  const executions: DiskExecution[] = [];
  const loads: ExperimentRow[] = [];
  let sizes: ExperimentRow = {};
  for (let round = 1; round <= scaledCount(context, plan.rounds); round += 1)
    for (const indexed of round % 2 ? [false, true] : [true, false]) {
      const title = `Round ${round}, ${indexed ? 'index' : 'no index'}`;
      await report.step(`${title}: migrate`, (progress) => target.migrate(indexed ? 2 : 1, report, signal, progress));
      await report.step(`${title}: the query alone`, (progress) =>
        target.withDatabase(async (client) => {
          const { tableBytes, indexBytes } = await onlyRow<Sizes>(client, readSizes);
          if (indexed) sizes = { tableBytes, indexBytes };
          executions.push(...(await executeFeed(access, client, { indexed, tableBytes }, progress)));
        }),
      );
      const { successRate, requestsPerSecond, latencyMs } = await report.step(
        `${title}: ${users.users} users, ${users.durationSeconds} s`,
        (progress) => target.load(users, ({ requests }) => progress(`${formatCount(requests)} requests`), signal),
      );
      loads.push({ round, indexed, successRate, requestsPerSecond, p50Ms: latencyMs.p50, p99Ms: latencyMs.p99 });
    }
  const tables = { loads, sizes: [{ posts, ...sizes, memoryLimitBytes }] };
  return { posts, scramIterations: null, rows: summarizeExecutions(executions), tables };
}

/** Not while a verb uses the lab. @throws {LabError} `busy`, `seed_unfinished`, `not_comparable` */
async function runInCluster(context: ClusterContext): Promise<ExperimentResult> {
  const settings = readSettings({ ...process.env, TARGET: 'kind' }, { uses: deployVariables });
  requireOwnCluster(settings);
  const release = acquireLock(settings.labFolder, 'bench');
  try {
    return await measureLab(context, settings);
  } finally {
    release();
  }
}

export const beyondMemory: ClusterExperiment = {
  name: 'beyond-memory',
  question: 'What does the feed query read from the disk when the table is larger than memory?',
  method: `In the lab's cluster, which has to be running with a table of posts that is larger than the memory limit of PostgreSQL's container (make cluster-up POSTS=10000000). That limit includes the operating system's cache of the files that PostgreSQL reads, so each scan of the table has to read at least a part of it from the disk. The experiment changes the lab: it deploys fix 1, and builds and drops the index.

${plan.rounds} rounds; in each, without the index and with it, in alternating order. Each time, the whole table is read once; the feed query is executed ${plan.executions} times, alone; then ${storyUsers} users request the feed from the API (fixed) for ${plan.measuredSeconds} s.

executed       first: right after the whole table was read; again: the executions after that one
pages          pages of 8 KiB that the query touches
diskBytes      what the session reads from the disk during the query, according to /proc/PID/io
lowest, highest of the executions in a row; all other values are medians`,
  takes: 'four minutes, in the cluster',
  runInCluster,
};
