import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { withClient } from '../../../db-migrations/src/database-access.ts';
import { migrate } from '../../../db-migrations/src/migrate.ts';
import { watchBlockers } from '../../../db-migrations/src/watch-blockers.ts';
import { formatCount } from '../../lib/format.ts';
import { median } from '../../lib/numbers.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { startPostgres, stopPostgres } from '../../targets/local/postgres-server.ts';
import type { ExperimentContext } from '../experiment.ts';
import type { WithApi } from '../experiment-api.ts';
import { superuserUrl } from '../experiment-server.ts';
import { explainText } from '../explain-query.ts';
import type { RoundPlan } from '../interleaved-rounds.ts';
import { runUsers } from '../measure-load.ts';
import { explainFeedPages, type FeedExecution } from './explain-feed-pages.ts';
import { type PagePrediction, predictPages } from './predict-pages.ts';

export interface GrowthPlan extends RoundPlan {
  sizes: number[];
  /** Executions of the query in each round, after the first one. */
  warmTimes: number;
}

/** A table of some size, without or with the index, in one round (from 1). */
export interface GrowthCase {
  posts: number;
  indexed: boolean;
  round: number;
  /** The database of the smallest table with the index, as the API's role. */
  referenceUrl?: string | undefined;
}

export interface MeasuredCase extends Omit<GrowthCase, 'referenceUrl'> {
  predicted: PagePrediction;
  /** The first execution after the server was restarted. */
  cold: FeedExecution;
  warm: FeedExecution[];
  /** As psql shows it; in the first round. */
  planText: string[] | undefined;
  load: LoadReport;
  /** The smallest table, under the same load and at the same time: with the index only. */
  reference: LoadReport | undefined;
}

/** Empties PostgreSQL's shared buffers, and ends queries whose requests have been given up. */
async function restart({ server, signal }: ExperimentContext): Promise<void> {
  await stopPostgres(server);
  signal.throwIfAborted();
  await startPostgres(server);
}

function executeFeed({ server, signal }: ExperimentContext, warmTimes: number, isFirst: boolean) {
  return withClient(server.apiUrl, (client) => {
    const execute = async () => {
      const cold = await explainFeedPages(client);
      const warm: FeedExecution[] = [];
      while (warm.length < warmTimes) warm.push(await explainFeedPages(client));
      return { cold, warm, planText: isFirst ? await explainText(client, feedQuery) : undefined };
    };
    // It cancels a scan of millions of posts when the experiment is interrupted.
    return watchBlockers(client, execute, { signal });
  });
}

/**
 * Loads the API, after a warm-up. There is none where a single query takes longer than it: the
 * measurement would begin with the queries that the warm-up has left behind.
 */
function loadApi(context: ExperimentContext, withApi: WithApi, plan: GrowthPlan, warmMs: number) {
  return (title: string, databaseUrl?: string) =>
    withApi(
      'fixed',
      async (api) => {
        const load = (phase: string, durationSeconds: number) =>
          runUsers(context, api, { title: `${title}, ${phase}`, durationSeconds });
        if (warmMs < plan.warmUpSeconds * 1000) await load('warm-up', plan.warmUpSeconds);
        return (await load('measured', plan.measuredSeconds)).load;
      },
      databaseUrl,
    );
}

/** Measures the feed query alone, then the API. The table already has its size. */
export async function measureCase(
  context: ExperimentContext,
  withApi: WithApi,
  { posts, indexed, round, referenceUrl }: GrowthCase,
  plan: GrowthPlan,
): Promise<MeasuredCase> {
  const { server, report, signal } = context;
  const title = `${formatCount(posts)} posts, round ${round}, ${indexed ? 'index' : 'no index'}`;
  const query = await report.step(`${title}, the query alone`, async () => {
    await migrate(server.ownerUrl, indexed ? 2 : 1, { signal });
    const predicted = await withClient(superuserUrl(context), predictPages);
    await restart(context);
    return { predicted, ...(await executeFeed(context, plan.warmTimes, round === 1)) };
  });
  const load = loadApi(context, withApi, plan, median(query.warm.map(({ executionMs }) => executionMs)));
  const loadReference = async () =>
    indexed && referenceUrl ? load(`${title}, smallest table for comparison`, referenceUrl) : undefined;
  const before = round % 2 === 0 ? await loadReference() : undefined;
  const ofTable = await load(title);
  const reference = before ?? (await loadReference());
  await restart(context);
  return { posts, indexed, round, ...query, load: ofTable, reference };
}
