import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { readSettings } from '../../settings/settings.ts';
import { walkthroughFolder } from '../pages.ts';
import { answersBesideKey } from './beside-key.ts';
import { readText } from './text.ts';

const text = readText(walkthroughFolder, readSettings({}));

function show(answer: string, width: number): string[] {
  const answers = { Q4: { text: answer, answeredAt: new Date().toISOString() } };
  return answersBesideKey(text, answers, width, { onlyAnswered: true })
    .flatMap(({ lines }) => lines)
    .map(stripVTControlCharacters);
}

test('a short answer leaves its room to the key, a long one shares it, and nothing is too wide', () => {
  const short = show('They race.', 100);
  const long = show('They race for connections. '.repeat(20), 100);
  assert.ok(short.length < long.length * 0.75, `${short.length} and ${long.length} lines`);
  for (const line of [...short, ...long]) assert.ok(stringWidth(line) <= 100, line);
});

test('in a narrow terminal the key stands below the answer', () => {
  const lines = show('They race.', 60);
  assert.ok(lines.indexOf('  They race.') > 0);
  assert.ok(lines.includes('the answer key:'));
  for (const line of lines) assert.ok(stringWidth(line) <= 60, line);
});
