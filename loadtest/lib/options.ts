import type { Options } from 'k6/options';
import { outcomeThresholds } from './outcomes.ts';
import { readPlan, responseTimeoutSeconds } from './plan.ts';
import { quantiles, trendStatistic } from './result-format.ts';
import { seriesThresholds } from './series.ts';

/**
 * As many requests as the users can send, or LAB_RATE per second in total. The thresholds are
 * always met, because a broken API is a result and not a failed test. They only make k6 aggregate
 * by tag.
 */
export function loadOptions(environment: Record<string, string | undefined>): Options {
  const { users, duration, rate } = readPlan(environment);
  const feed = rate
    ? ({
        executor: 'constant-arrival-rate',
        rate,
        timeUnit: '1s',
        duration,
        preAllocatedVUs: users,
        maxVUs: users,
      } as const)
    : ({ executor: 'constant-vus', vus: users, duration } as const);
  return {
    scenarios: { feed: { ...feed, gracefulStop: `${responseTimeoutSeconds}s` } },
    summaryTrendStats: ['avg', 'count', ...quantiles.map(trendStatistic)],
    thresholds: { ...outcomeThresholds, ...seriesThresholds() },
  };
}
