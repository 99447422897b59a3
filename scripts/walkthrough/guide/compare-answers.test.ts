// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { readSettings } from '../../settings/settings.ts';
import { renderAnswers } from './compare-answers.ts';
import { readLesson } from './lesson.ts';

const lesson = readLesson(undefined, readSettings({}));

function render(answer: string, width: number): string[] {
  const answers = { Q4: { text: answer, answeredAt: new Date().toISOString() } };
  const blocks = renderAnswers(lesson, answers, width, { onlyAnswered: true });
  const lines = blocks.flatMap((block) => block.lines).map(stripVTControlCharacters);
  for (const line of lines) assert.ok(stringWidth(line) <= width, line);
  return lines;
}

test('a short answer leaves more space for the key, and a long one gets half', () => {
  const short = render('They race.', 100);
  const long = render('They race for connections. '.repeat(20), 100);
  assert.ok(short.length < long.length * 0.75, `${short.length} and ${long.length} lines`);
});

test('in a narrow terminal the key is below the answer', () => {
  const lines = render('They race.', 60);
  assert.ok(lines.indexOf('  They race.') > 0);
  assert.ok(lines.includes('the answer key:'));
});
