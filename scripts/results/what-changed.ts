import { formatCount, formatMilliseconds, formatPercent } from '../lib/format.ts';
import type { Result } from './result.ts';
import type { SideBySide } from './results-table.ts';

/** 10, 100 -> "10 times higher"; 100, 101 -> "the same"; a dash where there is nothing to divide. */
export function factor(from: number, to: number): string {
  if (from === 0 || to === 0) return '–';
  const times = from > to ? from / to : to / from;
  if (times < 1.05) return 'the same';
  return `${times < 10 ? times.toFixed(1) : formatCount(times)} times ${to < from ? 'lower' : 'higher'}`;
}

/** Most of what was answered were errors: its latency and req/s are those of failing. */
export const mostlyFailed = ({ successRate }: Result) => successRate < 0.5;

/**
 * The factors between two results, below the columns of `resultsHead` behind the first; '' where a factor would say nothing: errors
 * are neither quick nor slow answers, and of two success rates the percentages say more.
 */
export function factorCells(from: Result, to: Result): string[] {
  if (mostlyFailed(from) || mostlyFailed(to)) return ['', '', '', ''];
  return [
    '',
    factor(from.latencyMs.mean, to.latencyMs.mean),
    factor(from.latencyMs.p99, to.latencyMs.p99),
    factor(from.requestsPerSecond, to.requestsPerSecond),
  ];
}

/** Database connections begun per request, with two digits. */
export function connectionsPerRequest({ requests, evidence }: Result): string {
  return requests > 0 ? (evidence.connectionsOpened / requests).toFixed(2) : 'no request';
}

/**
 * How long a request is under way, by Little's law: the users, who have one request each, divided by the requests that are answered
 * per second. In milliseconds. (J. D. C. Little, "A Proof for the Queuing Formula: L = λW", 1961)
 */
export function littlesLawMs({ users, requestsPerSecond }: Pick<Result, 'users' | 'requestsPerSecond'>): number {
  return (users / requestsPerSecond) * 1000;
}

function littlesLawLine(results: (Result | undefined)[]): string[] {
  const sums = results
    .filter((result) => result !== undefined)
    .filter((result) => !mostlyFailed(result) && !result.ratePerSecond)
    .map((result) => {
      const { users, requestsPerSecond, latencyMs } = result;
      const predicted = formatMilliseconds(littlesLawMs(result));
      return `${formatCount(users)} / ${formatCount(requestsPerSecond)} = ${predicted}, measured ${formatMilliseconds(latencyMs.mean)}`;
    });
  return sums.length > 0 ? [`Little's law, latency = users / requests per second: ${sums.join('; ')}.`] : [];
}

/** What each fix changed, by what factor, and the evidence that explains it. */
export function whatChanged({ broken, pooled, indexed, mine }: SideBySide): string[] {
  const lines: string[] = [];
  if (broken && mostlyFailed(broken))
    lines.push('The latency and req/s of the broken stage are those of error messages, which serve nobody.');
  if (broken && pooled)
    lines.push(
      `Fix 1, the shared pool: success ${formatPercent(broken.successRate)} -> ${formatPercent(pooled.successRate)}. Connections begun per request: ${connectionsPerRequest(broken)} -> ${connectionsPerRequest(pooled)}.`,
    );
  const rowsRead = ({ evidence: { plan } }: Result) => `${formatCount(plan.rowsRead)} (${plan.node})`;
  if (pooled && indexed && (mostlyFailed(pooled) || mostlyFailed(indexed)))
    lines.push(
      `Fix 2, the index: most requests of one of the two failed, so that there are no factors. Rows of posts read per feed: ${rowsRead(pooled)} -> ${rowsRead(indexed)}.`,
    );
  else if (pooled && indexed)
    lines.push(
      `Fix 2, the index: average latency ${factor(pooled.latencyMs.mean, indexed.latencyMs.mean)}, p99 ${factor(pooled.latencyMs.p99, indexed.latencyMs.p99)}, requests per second ${factor(pooled.requestsPerSecond, indexed.requestsPerSecond)}. ` +
        `Rows of posts read per feed: ${rowsRead(pooled)} -> ${rowsRead(indexed)}.`,
    );
  lines.push(...littlesLawLine([pooled, indexed]));
  if (mine)
    lines.push(
      `Your own: success ${formatPercent(mine.successRate)}. Connections begun per request: ${connectionsPerRequest(mine)}.`,
    );
  return lines;
}
