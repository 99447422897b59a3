// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from '../../settings/settings.ts';
import type { Guide } from './guide.ts';
import { readLesson } from './lesson.ts';
import { emptyNotes } from './notebook.ts';
import { pauseMs, recordTime } from './prompt.ts';
import { renderSummary } from './summary.ts';

const lesson = readLesson(undefined, readSettings({ API_PORT: '3456' }));
const [page] = lesson.pages;
assert.ok(page);

test('the summary lists the time of each page, and skipped and failed commands apart, as they were shown', () => {
  const notes = emptyNotes('local', page.file);
  notes.pages[page.file] = { spentMs: 90_000 };
  notes.blocks = [
    { ...notes.place, commands: 'curl http://127.0.0.1:3000/feed\nmake status', how: 'skipped' },
    { ...notes.place, commands: 'make verify', how: 'failed' },
    { page: 'removed.md', part: 0, commands: 'make up', how: 'skipped' },
  ];
  const [times = [], ...lists] = renderSummary(lesson, notes).map(({ lines }) => lines);
  assert.match(times.join('\n'), /│ 1\. The situation +│ +1 min 30 s │[\s\S]*│ total +│ +1 min 30 s │/);
  assert.deepEqual(lists, [
    ['Skipped on purpose:', '  page 1: curl http://127.0.0.1:3456/feed; make status'],
    ['Failed, then skipped:', '  page 1: make verify'],
  ]);
});

test('a long pause is not reading time, but commands may run as long as they need', () => {
  const notes = emptyNotes('local', page.file);
  const times = { spentMs: 0 };
  notes.pages[page.file] = times;
  const recordAfter = (passedMs: number, what: 'reading' | 'running') => {
    const guide = { notebook: { notes }, page, recordedUntilMs: Date.now() - passedMs };
    recordTime(guide as Guide, what);
    return Math.round(times.spentMs / 1000);
  };
  assert.equal(recordAfter(5000, 'reading'), 5);
  assert.equal(recordAfter(pauseMs + 1000, 'reading'), 5);
  assert.equal(recordAfter(pauseMs + 1000, 'running'), 5 + pauseMs / 1000 + 1);
});
