import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { formatCount } from '../../lib/format.ts';
import { storyUsers } from '../../scenario/story.ts';
import { fixedVariant } from '../api-code.ts';
import { readConditions } from '../bench-conditions.ts';
import type { Experiment, ExperimentContext, ExperimentResult, ExperimentRow } from '../experiment.ts';
import { type WithApi, withApis } from '../experiment-api.ts';
import { seedPosts, superuserUrl } from '../experiment-server.ts';
import { scaledPlan } from '../interleaved-rounds.ts';
import { type GrowthCase, type GrowthPlan, type MeasuredCase, measureCase } from './growth-case.ts';
import { growthResult } from './growth-result.ts';
import { describeTable, keepReference } from './growth-tables.ts';

const sizes = [10_000, 100_000, 1_000_000, 10_000_000];
const largestQuickSize = 1_000_000;
const largeSize = 100_000_000;
const fullPlan = { rounds: 3, warmUpSeconds: 2, measuredSeconds: 6 };
const warmTimes = 5;

function planOf(context: ExperimentContext): GrowthPlan {
  const ofRun = context.scale < 1 ? sizes.filter((posts) => posts <= largestQuickSize) : sizes;
  return { ...scaledPlan(context, fullPlan), warmTimes, sizes: context.large ? [...ofRun, largeSize] : ofRun };
}

/**
 * Measures a table of one size. The order alternates, so that the index is built every other round.
 */
async function measureSize(
  context: ExperimentContext,
  withApi: WithApi,
  { posts, referenceUrl }: Pick<GrowthCase, 'posts' | 'referenceUrl'>,
  plan: GrowthPlan,
): Promise<MeasuredCase[]> {
  const { server, signal } = context;
  await migrate(server.ownerUrl, 1, { signal });
  await seedPosts(context, posts);
  const cases: MeasuredCase[] = [];
  for (let round = 1; round <= plan.rounds; round += 1)
    for (const indexed of round % 2 ? [false, true] : [true, false]) {
      signal.throwIfAborted();
      cases.push(await measureCase(context, withApi, { posts, indexed, round, referenceUrl }, plan));
    }
  return cases;
}

/** The experiment, with any plan. */
export async function measureGrowth(context: ExperimentContext, plan: GrowthPlan): Promise<ExperimentResult> {
  const conditions = await readConditions(context, plan);
  await withClient(superuserUrl(context), (client) => client.query('CREATE EXTENSION pageinspect'));
  const cases: MeasuredCase[] = [];
  const tableSizes: ExperimentRow[] = [];
  await withApis(context, { fixed: fixedVariant }, async (withApi) => {
    let referenceUrl: string | undefined;
    for (const posts of plan.sizes) {
      cases.push(...(await measureSize(context, withApi, { posts, referenceUrl }, plan)));
      tableSizes.push(await describeTable(context, posts));
      referenceUrl ??= await keepReference(context);
    }
  });
  return growthResult(cases, { sizes: tableSizes, conditions });
}

export const growth: Experiment = {
  name: 'growth',
  question: 'How does the feed change from ten thousand posts to ten million, without the index and with it?',
  method: `Tables from ${formatCount(sizes[0] ?? 0)} to ${formatCount(sizes.at(-1) ?? 0)} posts, smallest first. For each, ${fullPlan.rounds} rounds without the index and with it, in alternating order. In each: the pages that the feed query will touch are predicted from the catalog (scripts/experiments/growth/predict-pages.ts); PostgreSQL is restarted; the query is executed once cold and ${warmTimes} times warm, alone; then the API (fixed) answers ${storyUsers} users for ${fullPlan.measuredSeconds} s, after ${fullPlan.warmUpSeconds} s of warm-up, which is left out where one query takes longer. With the index, the smallest table is loaded again right before or after the larger one, so that both are compared in the same state of the machine.

pages          pages of 8 KiB that the query touches; one that is visited twice counts twice
coldMs         the first execution after the restart. The operating system's cache is not emptied, so that the disk may not have been read
warmMs         the executions after it. A table larger than a quarter of shared buffers is read through a small ring of buffers: it never becomes warm there, only in the operating system's cache
predictedMs    warmMs of the smallest table, if the time grew as the predicted pages do
p50Ms, p99Ms   of all responses, failed ones included; empty if no request succeeded
smallestP50Ms  that of the smallest table with the index, in the same round
ofMemoryShare  the table and its index / this machine's memory. The experiment beyond-memory measures a table that is larger than the memory limit of a container`,
  takes: 'a quarter of an hour',
  large: 'also 100 million posts: about an hour and a half, and 25 GB of free disk space',

  run: (context) => measureGrowth(context, planOf(context)),
};
