import http from 'k6/http';
import { answerTimeoutSeconds } from './lib/answer-timeout.ts';
import { loadOptions } from './lib/options.ts';
import { recordOutcome } from './lib/outcomes.ts';

// 100 users, 30 seconds, GET /feed: each user asks again as soon as the answer is there.
// LAB_URL, LAB_USERS, LAB_DURATION and LAB_RATE change that (not K6_*: those override scripts silently).
const url = `${__ENV.LAB_URL || 'http://127.0.0.1:3000'}/feed`;

// k6 runs this file once to learn the options, as user 0, and then once for each user, who would only keep a copy of all the
// thresholds.
export const options = __VU === 0 ? loadOptions(__ENV) : {};

/** Fails early, with a sentence, when nobody is there to be loaded. A 503 is somebody. */
export function setup(): void {
  const response = http.get(url, { timeout: '5s', tags: { phase: 'setup' } });
  if (response.status === 0) throw new Error(`nobody answers at ${url}: ${response.error}`);
}

export default function (): void {
  recordOutcome(http.get(url, { timeout: `${answerTimeoutSeconds}s`, tags: { phase: 'load' } }));
}

export { handleSummary } from './lib/summary.ts';
