import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../scenario/stages.ts';
import { brokenAtMost, indexFactor, pooledMeanAtLeastMs, reliable } from '../scenario/thresholds.ts';
import type { Result } from './result.ts';

/** What the story says of a stage, and what the numbers say. */
export interface Finding {
  expected: string;
  measured: string;
  holds: boolean;
}

function isReliable({ successRate }: Result): Finding {
  return {
    expected: `at least ${formatPercent(reliable)} of the requests succeed`,
    measured: formatPercent(successRate),
    holds: successRate >= reliable,
  };
}

/** Compares the stages measured so far with the story: one that does not show its fault, or its cure, is found out here. */
export function checkStory(results: Partial<Record<Stage, Result>>): Record<Stage, Finding[]> {
  const { broken, pooled, indexed } = results;
  return {
    broken: broken
      ? [
          {
            expected: `at most ${formatPercent(brokenAtMost)} of the requests succeed`,
            measured: formatPercent(broken.successRate),
            holds: broken.successRate <= brokenAtMost,
          },
        ]
      : [],
    pooled: pooled
      ? [
          isReliable(pooled),
          {
            expected: `a request takes ${pooledMeanAtLeastMs} ms or more on average`,
            measured: formatMilliseconds(pooled.latencyMs.mean),
            holds: pooled.latencyMs.mean >= pooledMeanAtLeastMs,
          },
        ]
      : [],
    indexed: indexed
      ? [
          isReliable(indexed),
          ...(pooled
            ? [
                {
                  expected: `the average is at most ${formatPercent(1 / indexFactor)} of the ${formatMilliseconds(pooled.latencyMs.mean)} before`,
                  measured: formatMilliseconds(indexed.latencyMs.mean),
                  holds: indexed.latencyMs.mean * indexFactor <= pooled.latencyMs.mean,
                },
              ]
            : []),
        ]
      : [],
  };
}
