// Early: runs two stories up to their middle.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

test('Ctrl-C in the middle of the whole story leaves nothing running', async () => {
  for (const moment of [/Measure this machine/, /Load test/]) {
    const story = lab.start(['lab'], { DURATION: '5s', POSTS: '10000', SCRAM_ITERATIONS: '4096' });
    await story.prints(moment);
    story.signal('SIGINT');
    const { code, output } = await story.ended;
    assert.equal(code, 130, output);
    await lab.assertNothingRuns();
  }
});
