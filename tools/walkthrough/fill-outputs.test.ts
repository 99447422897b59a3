// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readText } from '../../scripts/lib/read-text.ts';
import { readNumberedPages, walkthroughFolder } from '../../scripts/walkthrough/pages.ts';
import { fillOutputs } from './fill-outputs.ts';
import { readTranscript, type Transcript } from './transcript.ts';

/** Fills the page from a walk that ran these commands, each with its output. */
function fill(page: string, ran: [commands: string, output: string][], target: Transcript['target'] = 'local'): string {
  const blocks = ran.map(([commands, output]) => ({ page: '05-page.md', commands, output }));
  const machine = { cores: 2, memoryBytes: 2 ** 30 };
  return fillOutputs(page, '05-page.md', { schema: 1, target, startedAt: '2026-01-02T03:04:05.678Z', machine, blocks });
}

const block = (kind: string, commands: string, shown: string) =>
  [`\`\`\`sh ${kind}`, commands, '```', '', '```text output', shown, '```'].join('\n');

test('a line gets the numbers of the run, and everything around it stays the same', () => {
  const page = (shown: string) => `# Title\n\nText, 5 ms.\n\n${block('run', 'make loadtest', shown)}\n\nMore.\n`;
  const output = 'Load ...\n┌───────┬─────────┐\n│ p99   │   41 ms │\n└───────┴─────────┘\nKept in /a/b.json\n';
  assert.equal(
    fill(page('…\n│ p99 │ 1.2 s │\n…\nKept in …'), [['make loadtest', output]]),
    page('…\n│ p99   │   41 ms │\n…\nKept in …'),
  );
});

test('the same commands twice on a page each show their own output', () => {
  const page = (one: string, two: string) => `${block('run', 'a', one)}\n\n${block('run', 'a', two)}\n`;
  const ran: [string, string][] = [
    ['a', 'took 1 s\n'],
    ['b', ''],
    ['a', 'took 2 s\n'],
  ];
  assert.equal(fill(page('took 9 s', 'took 9 s'), ran), page('took 1 s', 'took 2 s'));
  const silent = '```sh run\na\n```\n\n';
  assert.equal(fill(silent + block('run', 'a', 'took 9 s'), ran), silent + block('run', 'a', 'took 2 s'));
});

test('blocks of both targets show the local walk, and those of a cluster the one in a cluster', () => {
  const page = (both: string, cluster: string) => `${block('run', 'a', both)}\n\n${block('run-kind', 'b', cluster)}\n`;
  const local = fill(page('9 s', '9 s'), [['a', '1 s']]);
  const inCluster = Object.entries({ a: '2 s', b: '3 s' });
  assert.equal(fill(local, inCluster, 'kind'), page('1 s', '3 s'));
});

test('a line that was not printed is reported with its place, and how its numbers were compared', () => {
  const page = `# Title\n\n${block('run', 'a', '…\none 1\ntwo 2')}\n`;
  assert.throws(() => fill(page, [['a', 'one 5\nthree 6']]), {
    code: 'page_fails',
    message: '05-page.md:10: this was not printed, with any numbers:\ntwo 2',
  });
  assert.equal(page.split('\n')[9], 'two 2');
  const exact = block('run', 'a', 'failed  0').replace('output', 'output exact="failed"');
  assert.throws(() => fill(exact, [['a', 'failed  3']]), { message: /with exactly these numbers:\nfailed {2}0$/ });
});

test('a block that was not recorded is reported with its place', () => {
  assert.throws(() => fill(`# Title\n\n${block('run', 'make new', 'one')}\n`, [['make old', 'one']]), {
    code: 'page_fails',
    message: /^05-page\.md:3: this block was not recorded in its place:\nmake new$/,
  });
});

for (const target of ['local', 'kind'] as const)
  test(`the pages show what the recorded walk printed (${target})`, () => {
    const transcript = readTranscript(target);
    for (const { file } of readNumberedPages()) {
      const page = readText(join(walkthroughFolder, file));
      assert.equal(page, fillOutputs(page, file, transcript), `${file}: \`make docs\` updates it`);
    }
  });
