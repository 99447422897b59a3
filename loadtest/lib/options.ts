import type { Options } from 'k6/options';
import { answerTimeoutSeconds } from './answer-timeout.ts';
import { outcomeThresholds } from './outcomes.ts';
import { readPlan } from './plan.ts';
import { seriesThresholds } from './series.ts';
import { shares, trendStatistic } from './shares.ts';

/**
 * The load as k6 wants it: as many requests as the users get, or LAB_RATE per second in all. The thresholds are always met:
 * they are there because k6 sums up by tag only what a threshold names, and a broken API is a result, not a failed test.
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
    // The answer's body is read only where its error code is counted.
    thresholds: { ...outcomeThresholds, ...seriesThresholds() },
  };
}
