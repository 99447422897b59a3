import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Stage } from '../scenario/stages.ts';
import {
  indexFactor,
  maxBrokenSuccessRate,
  maxPooledConnectionsPerRequest,
  minPooledMeanMs,
  reliableSuccessRate,
} from '../scenario/story.ts';
import { isBeyondPools } from './held-connections.ts';
import { mostlyFailed } from './measures.ts';
import type { Result } from './result.ts';

/** An expectation of the story for a stage, with the measured value. */
export interface StoryFinding {
  stage: Stage;
  expected: string;
  measured: string;
  holds: boolean;
  /** Whether a fast machine alone can break it: an absolute time. */
  dependsOnMachine?: true;
}

function successFinding({ stage, successRate }: Result, limit: string, holds: boolean): StoryFinding {
  return { stage, expected: `${limit} of the requests succeed`, measured: formatPercent(successRate), holds };
}

function reliableFinding(result: Result): StoryFinding {
  return successFinding(
    result,
    `at least ${formatPercent(reliableSuccessRate)}`,
    result.successRate >= reliableSuccessRate,
  );
}

function latencyFinding({ stage, latencyMs }: Result, expected: string, holds: boolean): StoryFinding {
  return { stage, expected, measured: formatMilliseconds(latencyMs.mean), holds };
}

/**
 * With millions of posts, each query takes so long that a pool can do nothing for most requests.
 * What fix 1 changes is then in the connections alone, until fix 2 makes the queries short.
 */
export const isHiddenByQueries = (pooled: Result): boolean =>
  pooled.successRate < reliableSuccessRate && isBeyondPools(pooled);

function sharingFinding({ stage, requests, evidence, posts, users }: Result): StoryFinding {
  const perRequest = evidence.connectionsOpened / requests;
  return {
    stage,
    expected: `requests share connections, at most ${maxPooledConnectionsPerRequest} opened per request (success is not expected: with ${formatCount(posts)} posts and no index, ${formatCount(users)} users cannot all have their turn in time)`,
    measured: perRequest.toFixed(2),
    holds: perRequest <= maxPooledConnectionsPerRequest,
  };
}

function checkPooled(pooled: Result): StoryFinding[] {
  if (isHiddenByQueries(pooled)) return [sharingFinding(pooled)];
  const expected = `a request takes ${minPooledMeanMs} ms or more on average`;
  const latency = latencyFinding(pooled, expected, pooled.latencyMs.mean >= minPooledMeanMs);
  return [reliableFinding(pooled), { ...latency, dependsOnMachine: true }];
}

function checkIndexed(indexed: Result, pooled: Result | undefined): StoryFinding[] {
  // The latency of errors is nothing to compare with.
  if (!pooled || mostlyFailed(pooled)) return [reliableFinding(indexed)];
  const [before, after] = [pooled.latencyMs.mean, indexed.latencyMs.mean];
  const expected = `the average is at most ${formatPercent(1 / indexFactor)} of the ${formatMilliseconds(before)} before`;
  return [reliableFinding(indexed), latencyFinding(indexed, expected, after * indexFactor <= before)];
}

/** Checks whether the stages measured so far show the faults of the story and its fixes. */
export function checkStory({ broken, pooled, indexed }: Partial<Record<Stage, Result>>): StoryFinding[] {
  return [
    ...(broken
      ? [
          successFinding(
            broken,
            `at most ${formatPercent(maxBrokenSuccessRate)}`,
            broken.successRate <= maxBrokenSuccessRate,
          ),
        ]
      : []),
    ...(pooled ? checkPooled(pooled) : []),
    ...(indexed ? checkIndexed(indexed, pooled) : []),
  ];
}
