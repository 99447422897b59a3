import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswerKey } from './answer-key.ts';
import { readPage, readWalk } from './pages.ts';

const asked = readWalk().flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'question' ? [part.id] : [])));
const answered = readPage('answer-key.md').parts.flatMap((part) =>
  part.kind === 'text' ? [...part.markdown.matchAll(/<summary>(Q\d)/g)].map(([, id = '']) => id) : [],
);

test('the walk asks what to do first, and then its seven questions, each once and in order', () => {
  assert.deepEqual(asked, ['Q0', 'Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'Q6', 'Q7']);
});

test('the answer key has one answer to each of them, in the same order, and none to anything else', () => {
  assert.deepEqual(answered, asked);
  const answers = readAnswerKey();
  assert.deepEqual([...answers.keys()], asked);
  for (const [id, answer] of answers) assert.ok(answer.split(/\s+/).length > 20, `${id}: ${answer}`);
});
