import type { Options } from 'k6/options';
import { outcomeThresholds } from './outcomes.ts';
import { answerTimeoutSeconds, readPlan } from './plan.ts';
import { shares, trendStatistic } from './result-format.ts';
import { seriesThresholds } from './series.ts';

/**
 * As many requests as the users can make, or LAB_RATE per second in all. The thresholds are always
 * met, because a broken API is a result and not a failed test: they make k6 aggregate by tag.
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
    scenarios: { feed: { ...feed, gracefulStop: `${answerTimeoutSeconds}s` } },
    summaryTrendStats: ['avg', 'count', ...shares.map(trendStatistic)],
    thresholds: { ...outcomeThresholds, ...seriesThresholds() },
  };
}
