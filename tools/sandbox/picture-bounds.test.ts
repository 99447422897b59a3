// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsIn } from './picture-bounds.ts';

test("transforms, and attributes of the group around, are part of a text's place", () => {
  const bounds = (content: string) =>
    boundsIn(`<svg><g transform="translate(100,10)" font-size="20">${content}</g></svg>`);
  const [found] = bounds('<g text-anchor="end"><text transform="translate(50,5)" y="0.5em">ab</text></g>');
  assert.deepEqual(found, { what: 'ab', left: 150 - 24, right: 150, top: 15 + 10 - 20, bottom: 15 + 10 + 5 });
  const [tick] = bounds('<path d="M0,0L-6,0" transform="translate(1,2)"/>');
  assert.deepEqual(tick, { what: 'M0,0L-6,0', left: 95, right: 101, top: 12, bottom: 12 });
});
