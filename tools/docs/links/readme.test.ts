// Shares a process.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { projectFolder } from '../../../scripts/lib/project-folder.ts';
import { readText } from '../../../scripts/lib/read-text.ts';
import { parseMarkdown } from '../../../scripts/walkthrough/page-nodes.ts';

const readme = readText(join(projectFolder, 'README.md'));

/** The words that a reader sees, without blocks of code. */
function wordsOf(node: Nodes): string[] {
  if (node.type === 'code' || node.type === 'html') return [];
  const isBlock = 'children' in node && !['paragraph', 'heading', 'tableCell'].includes(node.type);
  return isBlock ? node.children.flatMap(wordsOf) : (plainText(node, { includeHtml: false }).match(/\S*\w\S*/g) ?? []);
}

test('README.md is short enough to be read: at most 800 words', () => {
  const words = wordsOf(parseMarkdown(readme)).length;
  assert.ok(words > 400 && words <= 800, `${words} words`);
});

test('a learner can read README.md as far as "Evaluate" without being told a cause', () => {
  const [before = '', after] = readme.split('\n## Evaluate\n');
  assert.ok(after, 'there is no such section');
  const causes = /connection|pool|index|scan\b|\blogin|sort/gi;
  assert.deepEqual(before.match(causes), null);
  assert.match(after, causes);
});
