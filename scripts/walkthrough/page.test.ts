// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CommandBlock, parsePage } from './page.ts';

const fence = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n\n`;
const fold = (content: string) =>
  `<details id="got"><summary>What <i>we</i> got</summary>\n\n${content}\n</details>\n\n`;
const parts = (markdown: string) => parsePage(markdown).parts;
const commandsIn = (markdown: string) =>
  parts(markdown).filter((part): part is CommandBlock & typeof part => part.kind === 'commands');

test('a fold is a part of its own, with its summary as HTML', () => {
  assert.deepEqual(parts(`Before.\n\n${fold('One.\n\n- Two.\n')}After.\n`), [
    { kind: 'text', markdown: 'Before.', line: 1, targets: ['local', 'kind'] },
    { kind: 'folded', summary: 'What <i>we</i> got', markdown: 'One.\n\n- Two.', line: 3, targets: ['local', 'kind'] },
    { kind: 'text', markdown: 'After.', line: 11, targets: ['local', 'kind'] },
  ]);
});

test('output in a fold directly after commands is what they should print, and is for those who run them', () => {
  const shown = fold(`Yours differ.\n\n${fence('text output exact="p99"', 'p99 5')}`);
  const page = fence('sh run-kind', 'make loadtest') + shown;
  const [block, folded] = parts(page);
  assert.ok(block?.kind === 'commands' && folded?.kind === 'folded');
  assert.deepEqual(block.output, { firstLine: 10, lines: ['p99 5'], exact: ['p99'] });
  assert.equal(page.split('\n')[9], 'p99 5');
  assert.equal(block.isOutputFolded, true);
  assert.match(folded.markdown, /^Yours differ\.[\s\S]*p99 5/);
  assert.deepEqual(folded.targets, ['kind']);
});

test('output that is not folded is known as such, and a fold further down shows no output', () => {
  const [open] = commandsIn(fence('sh run', 'a') + fence('text output', '1') + fold('Text.'));
  assert.deepEqual([open?.output?.lines, open?.isOutputFolded], [['1'], false]);
  const [none] = commandsIn(`${fence('sh run', 'a')}Text.\n\n${fold(fence('text output', '1'))}`);
  assert.deepEqual([none?.output, none?.isOutputFolded], [undefined, false]);
});

test('SQL is piped into make psql, and its output is expected like that of other commands', () => {
  const sql = "SELECT 'it''s $HOME';";
  const [block] = commandsIn(fence('sql psql', sql) + fence('text output', '(1 row)'));
  assert.equal(block?.sql, sql);
  assert.equal(block?.commands, `make psql <<'SQL'\n${sql}\nSQL`);
  assert.deepEqual(block?.output?.lines, ['(1 row)']);
});

test('a hypothesis is a question', () => {
  const [first] = parts('> **H1.** Requests fail because ….\n>\n> Your answer:\n>\n> &nbsp;\n');
  assert.ok(first?.kind === 'question');
  assert.deepEqual([first.id, first.markdown], ['H1', '**H1.** Requests fail because ….']);
});

test('commands, SQL and folds between the markers of a target are for that target only', () => {
  const inner = fence('sh run-kind', 'kubectl get pods') + fence('sql psql', 'SELECT 1;') + fold('Text.');
  const page = `<!-- only kind -->\n\n${inner}<!-- /only -->\n\nText.\n`;
  assert.deepEqual(
    parts(page).map(({ targets }) => targets.join()),
    ['kind', 'kind', 'kind', 'local,kind'],
  );
});
