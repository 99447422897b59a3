import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Result } from './result.ts';

/** A number by which runs are compared; a column in every table of results. */
export interface Measure {
  name: string;
  value(result: Result): number;
  format(value: number): string;
}

export const measures: Measure[] = [
  { name: 'success rate', value: ({ successRate }) => successRate, format: formatPercent },
  { name: 'average latency', value: ({ latencyMs }) => latencyMs.mean, format: formatMilliseconds },
  { name: 'p99 latency', value: ({ latencyMs }) => latencyMs.p99, format: formatMilliseconds },
  { name: 'req/s', value: ({ requestsPerSecond }) => requestsPerSecond, format: formatCount },
];

/**
 * The second number compared with the first. 10, 100 -> "10 times as high"; 100, 10 -> "1/10 as
 * high"; 100, 40 -> "40 % as high"; 100, 101 -> "the same"; a dash when one of them is 0.
 */
export function formatFactor(from: number, to: number): string {
  if (from === 0 || to === 0) return '–';
  const factor = from > to ? from / to : to / from;
  if (factor < 1.05) return 'the same';
  if (to > from) return `${factor < 10 ? factor.toFixed(1) : formatCount(factor)} times as high`;
  return `${factor < 10 ? `${Math.round(100 / factor)} %` : `1/${formatCount(factor)}`} as high`;
}

/** Whether latency and req/s are mostly those of error responses. */
export const mostlyFailed = ({ successRate }: Result) => successRate < 0.5;

/** Which of two runs mostly failed, as "the first run"; undefined if neither did. */
function failedRun(from: Result, to: Result): string | undefined {
  if (mostlyFailed(from)) return mostlyFailed(to) ? 'both runs' : 'the first run';
  return mostlyFailed(to) ? 'the second run' : undefined;
}

/**
 * Why there are no factors between two results: one of them mostly failed, so that its latency is
 * that of error responses, or they had different numbers of users. Undefined if there are factors.
 */
export function whyNoFactors(from: Result, to: Result): string | undefined {
  const failed = failedRun(from, to);
  const reasons = [
    ...(failed ? [`most requests failed in ${failed}`] : []),
    ...(from.users !== to.users ? ['the numbers of users differ'] : []),
  ];
  return reasons.join(', and ') || undefined;
}

/**
 * The factor between two results for each measure, '' for the success rate, whose percentages are
 * clearer. Undefined where whyNoFactors() has a reason.
 */
export function factorsBetween(from: Result, to: Result): string[] | undefined {
  if (whyNoFactors(from, to)) return undefined;
  return measures.map(({ name, value }) => (name === 'success rate' ? '' : formatFactor(value(from), value(to))));
}
