import http from 'k6/http';
import { loadOptions } from './lib/options.ts';
import { recordOutcome } from './lib/outcomes.ts';
import { responseTimeoutSeconds } from './lib/plan.ts';

// 100 users, 30 seconds, GET /feed: each user sends the next request when the response has arrived.
// LAB_URL, LAB_USERS, LAB_DURATION and LAB_RATE change that (not K6_*, which silently override
// scripts).
const url = `${__ENV.LAB_URL || 'http://127.0.0.1:3000'}/feed`;

// k6 reads the options as user 0. Other users would only waste memory on copies of the thresholds.
export const options = __VU === 0 ? loadOptions(__ENV) : {};

/** Fails early if the API cannot be reached. A 503 is a response. */
export function setup(): void {
  const response = http.get(url, { timeout: '5s', tags: { phase: 'setup' } });
  if (response.status === 0) throw new Error(`no response from ${url}: ${response.error}`);
}

export default function (): void {
  recordOutcome(http.get(url, { timeout: `${responseTimeoutSeconds}s`, tags: { phase: 'load' } }));
}

export { handleSummary } from './lib/summary.ts';
