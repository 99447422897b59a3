import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Polls until the condition is true. Fails the test after `timeoutMs`. */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, `condition not met within ${timeoutMs} ms: ${condition}`);
    await wait(20);
  }
}
