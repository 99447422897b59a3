import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';

/** Polls until the condition holds; fails the test when it does not within five seconds. */
export async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 5000;
  while (!(await condition())) {
    assert.ok(Date.now() < giveUpAt, `did not come true within 5 s: ${condition}`);
    await wait(20);
  }
}
