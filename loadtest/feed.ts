import http from 'k6/http';
import { loadOptions } from './lib/options.ts';
import { recordOutcome } from './lib/outcomes.ts';
import { answerTimeoutSeconds } from './lib/plan.ts';

// 100 users, 30 seconds, GET /feed: each user sends the next request after the answer. LAB_URL,
// LAB_USERS, LAB_DURATION and LAB_RATE change that (not K6_*, which override scripts silently).
const url = `${__ENV.LAB_URL || 'http://127.0.0.1:3000'}/feed`;

// k6 reads the options as user 0. Every other user would only hold a copy of the many thresholds.
export const options = __VU === 0 ? loadOptions(__ENV) : {};

/** Fails early if the API cannot be reached. A 503 is an answer. */
export function setup(): void {
  const response = http.get(url, { timeout: '5s', tags: { phase: 'setup' } });
  if (response.status === 0) throw new Error(`nobody answers at ${url}: ${response.error}`);
}

export default function (): void {
  recordOutcome(http.get(url, { timeout: `${answerTimeoutSeconds}s`, tags: { phase: 'load' } }));
}

export { handleSummary } from './lib/summary.ts';
