import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { parsePage } from '../../scripts/walkthrough/page.ts';
import { defaultPorts, mapPorts } from '../../scripts/walkthrough/ports.ts';
import { openShell } from '../../scripts/walkthrough/shell.ts';
import { runWalk, type Walk } from './run-walk.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'feed-lab-walk-'));
after(() => rmSync(folder, { recursive: true }));
// Programs in the folder come before the real ones.
const environment = { PATH: `${folder}:${process.env.PATH}` };

/** Runs small pages with real commands. */
async function walk(pages: string[], options: Partial<Walk> = {}) {
  const written: string[] = [];
  const blocks = await runWalk({
    target: 'local',
    pages: pages.map((page, index) => ({ file: `0${index + 1}-page.md`, number: index + 1, ...parsePage(page) })),
    solutions: new Map([['answer.txt', { heading: 'Answer', code: 'forty-two\n' }]]),
    folder,
    shell: openShell(folder, environment),
    ports: mapPorts(defaultPorts),
    signal: new AbortController().signal,
    write: (text) => written.push(text),
    ...options,
  });
  return { blocks, outputs: blocks.map(({ output }) => output), written: written.join('') };
}

function block(kind: string, commands: string, ...shown: string[]): string {
  const output = shown.length > 0 ? ['```text output', ...shown, '```', ''] : [];
  return [`\`\`\`sh ${kind}`, commands, '```', '', ...output].join('\n');
}

test('blocks run in the order of the pages, each with the environment that the one before left', async () => {
  const first = `# One\n\n${block('run', 'export FRUIT=apple')}\n${block('run', 'echo "an $FRUIT"', 'an apple')}`;
  const second = block('run', 'echo "still an $FRUIT" 1>&2', 'still an apple');
  const { blocks, written } = await walk([first, second]);
  assert.deepEqual(blocks, [
    { page: '01-page.md', commands: 'export FRUIT=apple', output: '' },
    { page: '01-page.md', commands: 'echo "an $FRUIT"', output: 'an apple\n' },
    { page: '02-page.md', commands: 'echo "still an $FRUIT" 1>&2', output: 'still an apple\n' },
  ]);
  assert.match(written, /^01-page\.md:3 {2}export FRUIT=apple \.\.\. \d+\.\d s\n01-page\.md:7 /);
});

test('each target runs its own blocks and those of both, and nothing else', async () => {
  const page = [block('run', 'echo both'), block('run-local', 'echo here'), block('run-kind', 'echo there')].join('\n');
  const plain = '```sh\nexit 1\n```\n';
  assert.deepEqual((await walk([page + plain])).outputs, ['both\n', 'here\n']);
  assert.deepEqual((await walk([page + plain], { target: 'kind' })).outputs, ['both\n', 'there\n']);
});

test('a verb that names a cause before learners ask for it fails the walk, and `make why` may name it', async () => {
  writeFileSync(join(folder, 'make'), '#!/bin/sh\necho "Why: a Seq Scan"\n', { mode: 0o755 });
  await walk([block('run', 'make why')]);
  await assert.rejects(walk([block('run', 'make loadtest')]), /01-page\.md:1: .* names a cause \(seq scan\)/);
});

test('SQL is typed into make psql, as it stands on the page, and its output is compared', async () => {
  writeFileSync(join(folder, 'make'), '#!/bin/sh\necho "psql got:"; cat\n', { mode: 0o755 });
  const page = '```sql psql\nSELECT $1\n  AS "`pwd`";\n```\n\n```text output\nSELECT $1\n```\n';
  assert.deepEqual((await walk([page])).outputs, ['psql got:\nSELECT $1\n  AS "`pwd`";\n']);
  await assert.rejects(walk([page.replace('output\nSELECT', 'output\nERROR')]), { code: 'page_fails' });
});

test('where it is the learner’s turn, the solution is written', async () => {
  await walk([`<!-- your turn: answer.txt -->\n\n${block('run', 'cat answer.txt', 'forty-two')}`]);
  assert.equal(readFileSync(join(folder, 'answer.txt'), 'utf8'), 'forty-two\n');
  await assert.rejects(walk(['# T\n\n<!-- your turn: other.txt -->\n']), {
    message: '01-page.md:3: solutions.md has no fence with file=other.txt',
  });
});

test('a walk stops at the first block that fails', async () => {
  const page = [block('run', 'echo 5 ms', '7 ms'), block('run', 'false'), block('run', 'touch too-far')].join('\n');
  await assert.rejects(walk([page]), { code: 'page_fails', message: /^01-page\.md:9: a command exited with 1/ });
  assert.equal(existsSync(join(folder, 'too-far')), false);
});

test('an interruption ends the walk in the middle of a block', async () => {
  const interrupted = new AbortController();
  const running = walk([block('run', 'touch started; sleep 60')], { signal: interrupted.signal });
  const rejected = assert.rejects(running, { name: 'AbortError' });
  await waitFor(() => existsSync(join(folder, 'started')));
  interrupted.abort();
  await rejected;
});

test('a block can be skipped for a reason that is written', async () => {
  const { outputs, written } = await walk([`${block('run', 'echo one')}\n${block('run', 'echo two')}`], {
    skip: ({ commands }) => (commands === 'echo one' ? 'it is done already' : undefined),
  });
  assert.deepEqual(outputs, ['two\n']);
  assert.match(written, /^01-page\.md:1 {2}echo one: not run, it is done already\n/);
});

test('each load test of a block is a step with its own before and after, and the page shows all the output', async () => {
  writeFileSync(join(folder, 'make'), '#!/bin/sh\necho "make $1: 1 line"\n', { mode: 0o755 });
  const commands = 'make apply-fix\nmake explain\nmake loadtest\nmake verify';
  const page = block('run', commands, 'make apply-fix: 1 line', '…', 'make loadtest: 7 line', 'make verify: 7 line');
  const seen: string[] = [];
  await walk([page], {
    before: async (step) => void seen.push(`before ${step}`),
    after: async ({ commands, output }) => void seen.push(`after ${commands}: ${output.split('\n')[0]}`),
  });
  assert.deepEqual(seen, [
    'before make apply-fix\nmake explain',
    'after make apply-fix\nmake explain: make apply-fix: 1 line',
    'before make loadtest',
    'after make loadtest: make loadtest: 1 line',
    'before make verify',
    'after make verify: make verify: 1 line',
  ]);
});

test('the recorded output has the default ports, and no temporary folder', async () => {
  const ports = mapPorts({ ...defaultPorts, API_PORT: 4711 });
  const { outputs } = await walk([block('run', 'echo "http://127.0.0.1:3000 $PWD/results"')], { ports });
  assert.deepEqual(outputs, ['http://127.0.0.1:3000 /home/you/feed-lab/results\n']);
});
