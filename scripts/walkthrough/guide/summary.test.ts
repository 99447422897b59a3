import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSettings } from '../../settings/settings.ts';
import { walkthroughFolder } from '../pages.ts';
import { readLesson } from './lesson.ts';
import { openNotebook } from './notebook.ts';
import { renderSummary } from './summary.ts';

test('the summary lists the time of each page, and skipped and failed commands apart, as they were shown', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-summary-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const lesson = readLesson(walkthroughFolder, readSettings({ API_PORT: '3456' }));
  const page = lesson.pages[1]?.file ?? '';
  const options = { restart: false, target: 'local', targetWasGiven: false, firstPage: page } as const;
  const { notes } = openNotebook(folder, options);
  notes.pages[page] = { spentMs: 90_000 };
  const skipped = { page, part: 1, commands: 'curl http://127.0.0.1:3000/feed\nmake status', how: 'skipped' } as const;
  const failed = { page, part: 2, commands: 'make verify', how: 'failed' } as const;
  notes.blocks = [skipped, failed, { page: 'removed.md', part: 0, commands: 'make up', how: 'skipped' }];
  const [times, ...lists] = renderSummary(lesson, notes).map(({ lines }) => lines);
  assert.match(times?.join('\n') ?? '', /│ 2\. Before you look at code +│ +1 min 30 s │/);
  assert.match(times?.join('\n') ?? '', /│ total +│ +1 min 30 s │/);
  assert.deepEqual(lists, [
    ['Skipped on purpose:', '  page 2: curl http://127.0.0.1:3456/feed; make status'],
    ['Failed, then skipped:', '  page 2: make verify'],
  ]);
});
