import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { parsePage, type TargetName } from '../../scripts/walkthrough/page.ts';
import { mapPorts, usualPorts } from '../../scripts/walkthrough/ports.ts';
import { openShell } from './shell.ts';
import { runWalk, type Walk } from './walk.ts';

const folder = mkdtempSync(join(realpathSync(tmpdir()), 'feed-lab-walk-'));
after(() => rmSync(folder, { recursive: true }));

/** A walk over small pages, with real commands, and all that it says. */
function walkOver(pages: string[], more: Partial<Walk> = {}) {
  const said: string[] = [];
  const walk: Walk = {
    target: 'local' as TargetName,
    pages: pages.map((page, index) => ({ file: `0${index + 1}-page.md`, ...parsePage(page) })),
    solutions: new Map([['answer.txt', 'forty-two\n']]),
    folder,
    shell: openShell(folder, { PATH: process.env.PATH }),
    ports: mapPorts(usualPorts),
    signal: new AbortController().signal,
    write: (text) => said.push(text),
    ...more,
  };
  return { done: () => runWalk(walk), said: () => said.join('') };
}

const run = (kind: string, commands: string, ...shown: string[]) =>
  [`\`\`\`sh ${kind}`, commands, '```', '', ...(shown.length > 0 ? ['```text output', ...shown, '```', ''] : [])].join(
    '\n',
  );

test('blocks run in the order of the pages, each in what the one before has left', async () => {
  const first = `# One\n\n${run('run', 'export FRUIT=apple')}\n${run('run', 'echo "an $FRUIT"', 'an apple')}`;
  const second = run('run', 'echo "still an $FRUIT" 1>&2', 'still an apple');
  const { done, said } = walkOver([first, second]);
  const outputs = (await done()).map(({ block, output }) => [block.page, block.line, output]);
  assert.deepEqual(outputs, [
    ['01-page.md', 3, ''],
    ['01-page.md', 7, 'an apple\n'],
    ['02-page.md', 1, 'still an apple\n'],
  ]);
  assert.match(said(), /^01-page\.md:3 {2}export FRUIT=apple \.\.\. \d+\.\d s\n01-page\.md:7 /);
});

test('each target runs its own blocks and those of both, and nothing else', async () => {
  const page = [run('run', 'echo both'), run('run-local', 'echo here'), run('run-kind', 'echo there')].join('\n');
  const plain = '```sh\nexit 1\n```\n';
  const printed = async (target: TargetName) =>
    (await walkOver([page + plain], { target }).done()).map(({ output }) => output);
  assert.deepEqual(await printed('local'), ['both\n', 'here\n']);
  assert.deepEqual(await printed('kind'), ['both\n', 'there\n']);
});

test('where it is the learner’s turn, the solution is written', async () => {
  const page = `<!-- your turn: answer.txt -->\n\n${run('run', 'cat answer.txt', 'forty-two')}`;
  await walkOver([page]).done();
  assert.equal(readFileSync(join(folder, 'answer.txt'), 'utf8'), 'forty-two\n');
  await assert.rejects(walkOver(['# T\n\n<!-- your turn: other.txt -->\n']).done(), {
    message: '01-page.md:3: solutions.md has no fence with file=other.txt',
  });
});

test('the first block that fails is the last one', async () => {
  const page = [run('run', 'echo 5 ms', '7 ms'), run('run', 'false'), run('run', 'touch too-far')].join('\n');
  await assert.rejects(walkOver([page]).done(), {
    code: 'page_fails',
    message: /^01-page\.md:9: a command ended with 1/,
  });
  assert.equal(existsSync(join(folder, 'too-far')), false);
});

test('an interruption ends the walk in the middle of a block', async () => {
  const interrupted = new AbortController();
  const { done } = walkOver([run('run', 'touch begun; sleep 60')], { signal: interrupted.signal });
  const rejected = assert.rejects(done(), { name: 'AbortError' });
  await waitFor(() => existsSync(join(folder, 'begun')));
  interrupted.abort();
  await rejected;
});

test('a block can be left out for a reason that is said', async () => {
  const { done, said } = walkOver([`${run('run', 'echo one')}\n${run('run', 'echo two')}`], {
    skip: ({ commands }) => (commands === 'echo one' ? 'it is done already' : undefined),
  });
  assert.deepEqual(
    (await done()).map(({ output }) => output),
    ['two\n'],
  );
  assert.match(said(), /^01-page\.md:1 {2}echo one: not run, it is done already\n/);
});

test('there can be a look before and after each load test of a block, and its page shows all that it prints', async () => {
  // No Makefile is here: what stands in its place says what it was asked for.
  const makeIsAFunction = 'make() { echo "$@, $1 has 1 line"; }; export -f make';
  const page = `${run('run', makeIsAFunction)}\n${run(
    'run',
    'make apply-fix\nmake explain\nmake loadtest\nmake verify',
    'apply-fix, apply-fix has 1 line',
    '…',
    'loadtest, loadtest has 7 line',
    'verify, verify has 7 line',
  )}`;
  const seen: string[] = [];
  const { done } = walkOver([page], {
    before: async (step) => void seen.push(`before ${step}`),
    after: async ({ commands, output }) => void seen.push(`after ${commands}: ${output.split(',')[0]}`),
  });
  await done();
  assert.deepEqual(seen.slice(2), [
    'before make apply-fix\nmake explain',
    'after make apply-fix\nmake explain: apply-fix',
    'before make loadtest',
    'after make loadtest: loadtest',
    'before make verify',
    'after make verify: verify',
  ]);
});

test('what is kept names the usual ports and no folder of ours', async () => {
  const ports = mapPorts({ ...usualPorts, API_PORT: 4711 });
  const [ran] = await walkOver([run('run', 'echo "http://127.0.0.1:3000 $PWD/results"')], { ports }).done();
  assert.equal(ran?.output, 'http://127.0.0.1:3000 /home/you/feed-lab/results\n');
});
