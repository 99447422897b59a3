import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Far longer than anything takes on a busy machine, and shorter than a test file may run. */
const safetyNetMs = 120_000;

/**
 * Polls until the condition is true. Its limit ends a test that would wait forever; how long
 * something may take is not tested with it.
 */
export async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + safetyNetMs;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `condition not met within ${safetyNetMs} ms: ${condition}`);
    await wait(20);
  }
}
