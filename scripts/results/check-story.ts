import { formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../scenario/stages.ts';
import type { Result } from './result.ts';

/** What the story says of a stage, and what the numbers say. */
export interface Finding {
  told: string;
  measured: string;
  holds: boolean;
}

/** The success rate from which on a service counts as reliable. */
export const reliable = 0.999;
/** In the pooled stage a request still waits for nine slow queries: less than this, and nobody would look for a second fault. */
const slowMs = 300;
const indexFactor = 4;

function isReliable({ successRate }: Result): Finding {
  return {
    told: `at least ${formatPercent(reliable)} of the requests succeed`,
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
            told: 'at most half of the requests succeed',
            measured: formatPercent(broken.successRate),
            holds: broken.successRate <= 0.5,
          },
        ]
      : [],
    pooled: pooled
      ? [
          isReliable(pooled),
          {
            told: `a request takes ${slowMs} ms or more on average`,
            measured: formatMilliseconds(pooled.latencyMs.mean),
            holds: pooled.latencyMs.mean >= slowMs,
          },
        ]
      : [],
    indexed: indexed
      ? [
          isReliable(indexed),
          ...(pooled
            ? [
                {
                  told: `the average is at most a quarter of the ${formatMilliseconds(pooled.latencyMs.mean)} before`,
                  measured: formatMilliseconds(indexed.latencyMs.mean),
                  holds: indexed.latencyMs.mean * indexFactor <= pooled.latencyMs.mean,
                },
              ]
            : []),
        ]
      : [],
  };
}
