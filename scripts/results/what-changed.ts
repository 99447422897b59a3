import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import { type Stage, stageNames } from '../scenario/stages.ts';
import { isHiddenByQueries } from './check-story.ts';
import { factorsBetween, mostlyFailed } from './measures.ts';
import type { Result } from './result.ts';
import type { ResultsByStage } from './results-by-stage.ts';
import { describeRowsPerFeed } from './rows-per-feed.ts';

/** Database connections opened per request, with two decimals. */
export function connectionsPerRequest({ requests, evidence }: Result): string {
  return requests > 0 ? (evidence.connectionsOpened / requests).toFixed(2) : 'no request';
}

/**
 * The latency (ms) that Little's law predicts: the users, who have one request each, divided by the
 * requests per second. (J. D. C. Little, "A Proof for the Queuing Formula: L = λW", 1961)
 */
export function littlesLawMs({ users, requestsPerSecond }: Pick<Result, 'users' | 'requestsPerSecond'>): number {
  return (users / requestsPerSecond) * 1000;
}

function describeLittlesLaw(results: (Result | undefined)[]): string[] {
  const comparisons = results
    .filter((result) => result !== undefined)
    // With a fixed rate, the number of requests is not limited by the users.
    .filter((result) => !mostlyFailed(result) && !result.ratePerSecond)
    .map((result) => {
      const { users, requestsPerSecond, latencyMs } = result;
      const predicted = formatMilliseconds(littlesLawMs(result));
      return `${formatCount(users)} / ${formatCount(requestsPerSecond)} = ${predicted}, measured ${formatMilliseconds(latencyMs.mean)}`;
    });
  return comparisons.length > 0
    ? [`Little's law, latency = users / requests per second: ${comparisons.join('; ')}.`]
    : [];
}

function describeIndexFix(pooled: Result, indexed: Result): string {
  const [, mean, p99, requestsPerSecond] = factorsBetween(pooled, indexed) ?? [];
  const success = `success ${formatPercent(pooled.successRate)} -> ${formatPercent(indexed.successRate)}`;
  const effect = mean
    ? `average latency ${mean}, p99 ${p99}, requests per second ${requestsPerSecond}.`
    : mostlyFailed(pooled) || mostlyFailed(indexed)
      ? `${success}. No factors, because most requests of one of the runs failed.`
      : 'no factors, because the numbers of users differ.';
  return `Fix 2, the index: ${effect} Rows of posts read per feed: ${describeRowsPerFeed(pooled)} -> ${describeRowsPerFeed(indexed)}.`;
}

/** With millions of posts, the second fault hides the first fix. For people who know both. */
function describeHiddenFix(pooled: Result): string[] {
  if (!isHiddenByQueries(pooled)) return [];
  return [
    `With ${formatCount(pooled.posts)} posts, fix 1 alone serves few users or none: requests share connections, but without the index, queries take so long that most requests give up before it is their turn. A smaller table shows what fix 1 achieves by itself.`,
  ];
}

const nameOf: Record<Stage, string> = { broken: 'the broken stage', pooled: 'fix 1', indexed: 'fix 2' };

function describeErrorLatencies(results: ResultsByStage): string[] {
  const failed = stageNames.filter((stage) => results[stage] && mostlyFailed(results[stage]));
  if (failed.length === 0) return [];
  const names = failed.map((stage) => nameOf[stage]).join(' and ');
  return [`The latency and req/s of ${names} are those of error responses.`];
}

/** Describes what each fix changed, by what factor, and the evidence that explains it. */
export function whatChanged(results: ResultsByStage): string[] {
  const { broken, pooled, indexed, mine } = results;
  return [
    ...describeErrorLatencies(results),
    ...(broken && pooled
      ? [
          `Fix 1, the shared pool: success ${formatPercent(broken.successRate)} -> ${formatPercent(pooled.successRate)}. Connections opened per request: ${connectionsPerRequest(broken)} -> ${connectionsPerRequest(pooled)}.`,
        ]
      : []),
    ...(pooled && indexed ? [describeIndexFix(pooled, indexed), ...describeHiddenFix(pooled)] : []),
    ...describeLittlesLaw([pooled, indexed]),
    ...(mine
      ? [
          `Your own: success ${formatPercent(mine.successRate)}. Connections opened per request: ${connectionsPerRequest(mine)}.`,
        ]
      : []),
  ];
}
