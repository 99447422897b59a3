import { formatPercent } from '../lib/format.ts';
import { reliableSuccessRate } from '../scenario/story.ts';
import type { Result } from './result.ts';

const isReliable = ({ successRate, interruption }: Result) => !interruption && successRate >= reliableSuccessRate;

/** One user gets a feed from the broken stage, too: only the same load shows what a fix changed. */
const hasLoadOf = (one: Result) => (other: Result) =>
  one.users === other.users && one.ratePerSecond === other.ratePerSecond;

/**
 * Congratulates on the newest result if it is the first reliable one after a failing broken stage
 * under the same load, otherwise ''. Later ones get none: praise for every green result would soon
 * go unread.
 * @param results oldest first
 */
export function praiseFor(results: Result[]): string {
  const newest = results.at(-1);
  if (!newest || newest.variant === 'broken' || !isReliable(newest)) return '';
  const earlier = results.slice(0, -1).filter(hasLoadOf(newest));
  const sinceReliable = earlier.slice(earlier.findLastIndex(isReliable) + 1);
  const broken = sinceReliable.findLast(({ stage }) => stage === 'broken');
  if (!broken) return '';
  return `Congratulations! ${formatPercent(newest.successRate)} of the requests succeeded, up from ${formatPercent(broken.successRate)}: your users have their feed back.`;
}
