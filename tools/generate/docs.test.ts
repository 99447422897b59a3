// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { attempt, withOutputs } from './docs.ts';

const page = (shown: string) => `\`\`\`sh run\nmake up\n\`\`\`\n\n\`\`\`text output\n${shown}\n\`\`\`\n`;
const transcript = {
  schema: 1 as const,
  target: 'local' as const,
  startedAt: '2026-01-02T03:04:05.678Z',
  machine: { cores: 2, memoryBytes: 2 ** 30 },
  blocks: [{ page: '01-a.md', commands: 'make up', output: 'took 5 ms' }],
};

test('a page gets the recorded numbers, and is not changed when it shows a line that was not printed', () => {
  const problems: string[] = [];
  assert.equal(withOutputs('/docs/01-a.md', page('took 1 ms'), [transcript], problems), page('took 5 ms'));
  assert.deepEqual(problems, []);
  assert.equal(withOutputs('/docs/01-a.md', page('lasted 1 ms'), [transcript], problems), page('lasted 1 ms'));
  assert.match(problems.join(), /^01-a\.md:6: this was not printed, with any numbers:\nlasted 1 ms Correct the page/);
});

test('a LabError is collected as a problem; any other error is thrown', () => {
  const problems: string[] = [];
  const failWith = (error: Error) => () => {
    throw error;
  };
  assert.equal(attempt(problems, failWith(new LabError('figure', 'No run.', 'Keep one.'))), undefined);
  assert.deepEqual(problems, ['No run. Keep one.']);
  assert.throws(() => attempt(problems, failWith(new TypeError('a bug'))), TypeError);
});
