import type { Options } from 'k6/options';
import { outcomeThresholds } from './outcomes.ts';

const defaultUsers = 100;
const defaultDuration = '30s';

/**
 * The load as k6 wants it: as many requests as the users get, or LAB_RATE per second in all. The thresholds are always met:
 * they are there because k6 sums up by tag only what a threshold names, and a broken API is a result, not a failed test.
 */
export function loadOptions(environment: Record<string, string | undefined>): Options {
  const users = Number(environment.LAB_USERS || defaultUsers);
  const duration = environment.LAB_DURATION || defaultDuration;
  const rate = Number(environment.LAB_RATE || 0);
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
    scenarios: { feed: { ...feed, gracefulStop: '30s' } },
    summaryTrendStats: ['avg', 'med', 'p(95)', 'p(99)', 'max'],
    // The answer's body is read only where its error code is counted.
    thresholds: outcomeThresholds,
  };
}
