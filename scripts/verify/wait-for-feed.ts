import type { Report } from '../lib/report.ts';
import { waitUntil } from '../lib/timing.ts';
import { sendRequest, succeeded } from './send-request.ts';

/**
 * After a load test, a database may have logins in its queue whose clients gave up long ago; it
 * needs some seconds to get through them.
 */
const catchUpMs = 15_000;
const pollEveryMs = 100;

/**
 * Waits until a single request for the feed succeeds, so that verify does not judge the
 * after-effects of an earlier load test. Returns after 15 s in any case; the probes decide then.
 */
export async function waitForFeed(address: string, report: Report, signal: AbortSignal): Promise<void> {
  const isServed = async () => succeeded(await sendRequest(address, '/feed', { signal }));
  if (await isServed()) return;
  await report.step('Wait until one user gets the feed', () =>
    waitUntil(isServed, { timeoutMs: catchUpMs, intervalMs: pollEveryMs, signal }),
  );
}
