import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Polls until the condition holds, and fails the test after `timeoutMs`. */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await condition())) {
    assert.ok(Date.now() < giveUpAt, `did not come true within ${timeoutMs} ms: ${condition}`);
    await wait(20);
  }
}
