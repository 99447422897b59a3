import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { collectProblems } from './collect-problems.ts';
import { withOutputs } from './docs.ts';

const page = (shown: string) => `\`\`\`sh run\nmake up\n\`\`\`\n\n\`\`\`text output\n${shown}\n\`\`\`\n`;
const block = (name: string, output: string) => ({ page: name, commands: 'make up', output });

test('a page that shows what was not printed stays, is told, and keeps no other page from being written', () => {
  const { problems, attempt } = collectProblems();
  const transcript = {
    schema: 1 as const,
    target: 'local' as const,
    startedAt: '2026-01-02T03:04:05.678Z',
    machine: { cores: 2, memoryBytes: 2 ** 30 },
    blocks: [block('01-a.md', 'took 5 ms'), block('02-b.md', 'took 7 ms')],
  };
  const pages = [
    { file: '/docs/01-a.md', text: page('lasted 1 ms') },
    { file: '/docs/02-b.md', text: page('took 1 ms') },
  ];
  assert.deepEqual(withOutputs(pages, [transcript], attempt), [
    pages[0],
    { file: '/docs/02-b.md', text: page('took 7 ms') },
  ]);
  assert.equal(problems.length, 1);
  assert.match(
    String(problems[0]),
    /^01-a\.md:6: this was not printed, with any numbers:\nlasted 1 ms Correct the page/,
  );
});

test('only what a person can mend is a problem: a mistake of ours is thrown', () => {
  const { problems, attempt } = collectProblems();
  const failing = (error: Error) => () => {
    throw error;
  };
  assert.equal(attempt('docs/a', failing(new LabError('figure', 'No run.', 'Keep one.'))), undefined);
  assert.deepEqual(problems, ['docs/a: No run. Keep one.']);
  assert.throws(() => attempt('docs/b', failing(new TypeError('ours'))), TypeError);
});
