import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyCheckout } from '../lib/copy-checkout.ts';
import { run } from '../lib/run.ts';
import { findHelpFor, pagesFor, readAnswerKey, readNumberedPages, readSolutions, walkthroughFolder } from './pages.ts';

const parts = readNumberedPages().flatMap((page) => page.parts);

test('the pages ask Q0 to Q7 and for hypotheses, and the answer key answers all, in the same order', () => {
  const asked = parts.flatMap((part) => (part.kind === 'question' ? [part.id] : []));
  const numbered = (kind: string) => asked.filter((id) => id.startsWith(kind)).join(' ');
  assert.equal(numbered('Q'), 'Q0 Q1 Q2 Q3 Q4 Q5 Q6 Q7');
  assert.equal(numbered('H'), 'H1 H2');
  const answers = readAnswerKey();
  assert.deepEqual([...answers.keys()], asked);
  for (const [id, answer] of answers) assert.ok(answer.split(/\s+/).length > 20, `${id}: ${answer}`);
});

test('a page for one target only is none of the other’s pages, and comes after one for both', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pages-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const inCluster = '# 4. In a cluster\n\n<!-- only kind -->\n\nA pod.\n\n<!-- /only -->\n\nNext: [5. Go](05-go.md)\n';
  writeFileSync(join(folder, '04-in-a-cluster.md'), inCluster);
  writeFileSync(join(folder, '04-start.md'), '# 4. Start\n\n```sh run-local\nmake up\n```\n');
  writeFileSync(join(folder, '05-go.md'), '# 5. Go\n\nText.\n');
  writeFileSync(join(folder, '05-and-more.md'), '# 5. And more\n\n<!-- only kind -->\n\nText.\n\n<!-- /only -->\n');
  const pages = readNumberedPages(folder);
  const of = (target: 'local' | 'kind') => pagesFor(target, pages).map(({ number, title }) => `${number}. ${title}`);
  assert.deepEqual(of('local'), ['4. Start', '5. Go']);
  assert.deepEqual(of('kind'), ['4. In a cluster', '5. Go', '5. And more']);
});

test('there is a solution for each file that the learner writes, and for no other', () => {
  const files = parts.flatMap((part) => (part.kind === 'your-turn' ? [part.file] : []));
  assert.ok(files.length > 0);
  assert.deepEqual([...readSolutions().keys()], files);
});

test('pages saved on Windows, with CRLF and a byte order mark or as UTF-16, are read as the same text', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pages-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const read = (from: string) => [
    readNumberedPages(from),
    readAnswerKey(from),
    readSolutions(from),
    findHelpFor('make verify', from),
  ];
  for (const encoding of ['utf8', 'utf16le'] as const) {
    for (const name of readdirSync(walkthroughFolder).filter((file) => file.endsWith('.md'))) {
      const text = readFileSync(join(walkthroughFolder, name), 'utf8').replaceAll('\n', '\r\n');
      writeFileSync(join(folder, name), `\ufeff${text}`, encoding);
    }
    assert.deepEqual(read(folder), read(walkthroughFolder), encoding);
  }
});

test('escape sequences that would hide a command in a terminal are shown, and run, as text', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-pages-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, '01-page.md'), '# 1. Page\n\n```sh run\necho a; touch b\u001b[9D\u001b[K\n```\n');
  const [page] = readNumberedPages(folder);
  assert.equal(page?.parts[0]?.kind === 'commands' && page.parts[0].commands, 'echo a; touch b\\u001b[9D\\u001b[K');
  assert.throws(() => readAnswerKey(folder), { code: 'usage', message: /There is no answer-key\.md in / });
});

test('the solutions compile as the learner’s variant of the API', async (context) => {
  const { folder, remove } = copyCheckout();
  context.after(remove);
  for (const [file, { code }] of readSolutions()) writeFileSync(join(folder, file), code);
  const build = await run('program')({ cwd: folder })`node --import tsx app/build.ts mine ${join(folder, 'built')}`;
  assert.equal(build.exitCode, 0, build.stderr);
});
