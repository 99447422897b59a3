import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillOutputs } from './fill-outputs.ts';
import type { RecordedBlock, Transcript } from './transcript.ts';

const transcript = (blocks: Omit<RecordedBlock, 'page'>[], target: Transcript['target'] = 'local'): Transcript => ({
  schema: 1,
  target,
  startedAt: '2026-01-02T03:04:05.678Z',
  machine: { cores: 2, memoryBytes: 2 ** 30 },
  blocks: blocks.map((block) => ({ page: '05-page.md', ...block })),
});
const fill = (page: string, run: Transcript) => fillOutputs(page, '05-page.md', run);

const block = (kind: string, commands: string, shown: string) =>
  [`\`\`\`sh ${kind}`, commands, '```', '', '```text output', shown, '```'].join('\n');

test('a shown line takes the numbers of the run, and all around it stays', () => {
  const page = (shown: string) => `# Title\n\nText, 5 ms.\n\n${block('run', 'make loadtest', shown)}\n\nMore.\n`;
  const output = 'Load ...\n┌───────┬─────────┐\n│ p99   │   41 ms │\n└───────┴─────────┘\nKept in /a/b.json\n';
  assert.equal(
    fill(page('…\n│ p99 │ 1.2 s │\n…\nKept in …'), transcript([{ commands: 'make loadtest', output }])),
    page('…\n│ p99   │   41 ms │\n…\nKept in …'),
  );
});

test('the same commands twice on a page show each what they printed in their turn', () => {
  const page = (one: string, two: string) => `${block('run', 'a', one)}\n\n${block('run', 'a', two)}\n`;
  const run = transcript([
    { commands: 'a', output: 'took 1 s\n' },
    { commands: 'b', output: '' },
    { commands: 'a', output: 'took 2 s\n' },
  ]);
  assert.equal(fill(page('took 9 s', 'took 9 s'), run), page('took 1 s', 'took 2 s'));
  const silent = '```sh run\na\n```\n\n';
  assert.equal(fill(silent + block('run', 'a', 'took 9 s'), run), silent + block('run', 'a', 'took 2 s'));
});

test('blocks of both targets show this machine, and those of a cluster the cluster', () => {
  const page = (both: string, cluster: string) => `${block('run', 'a', both)}\n\n${block('run-kind', 'b', cluster)}\n`;
  const local = transcript([{ commands: 'a', output: '1 s' }]);
  const kind = transcript(
    [
      { commands: 'a', output: '2 s' },
      { commands: 'b', output: '3 s' },
    ],
    'kind',
  );
  assert.equal(fill(fill(page('9 s', '9 s'), local), kind), page('1 s', '3 s'));
});

test('a line that was not printed is named, with page and line', () => {
  const page = `# Title\n\n${block('run', 'a', '…\none 1\ntwo 2')}\n`;
  assert.throws(() => fill(page, transcript([{ commands: 'a', output: 'one 5\nthree 6' }])), {
    code: 'page_fails',
    message: '05-page.md:10: this was not printed, with any numbers:\ntwo 2',
  });
  assert.equal(page.split('\n')[9], 'two 2');
});

test('a number that the page calls exact stays, and a run with another one is refused', () => {
  const page = (p99: string) =>
    block('run', 'a', `success rate  100 %\nfailed requests  0\np99  ${p99}`).replace(
      'text output',
      'text output exact="success rate; failed requests"',
    );
  const run = (failed: string) =>
    transcript([{ commands: 'a', output: `success rate  100 %\nfailed requests  ${failed}\np99  7 ms` }]);
  assert.equal(fill(page('9 s'), run('0')), page('7 ms'));
  assert.throws(() => fill(page('9 s'), run('3')), {
    message: '05-page.md:7: this was not printed, with just these numbers:\nfailed requests  0',
  });
});

test('a block that was not recorded is named, with page and line', () => {
  const page = `# Title\n\n${block('run', 'make new', 'one')}\n`;
  assert.throws(() => fill(page, transcript([{ commands: 'make old', output: 'one' }])), {
    code: 'page_fails',
    message: /^05-page\.md:3: this block was not recorded in its place:\nmake new$/,
  });
});
