// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feedQuery } from '../../../app/src/routes/feed-query.ts';
import { readNumberedPages } from '../../../scripts/walkthrough/pages.ts';

const explained = readNumberedPages().flatMap(({ parts }) =>
  parts.flatMap((part) => (part.kind === 'commands' && part.sql?.startsWith('EXPLAIN') ? [part.sql] : [])),
);

test('learners explain the feed query before and after fix 2', () => {
  assert.equal(explained.length, 2);
});

for (const [index, sql] of explained.entries())
  test(`the statement that learners type is the query of the API (${index + 1})`, () => {
    assert.equal(sql, `EXPLAIN ANALYZE\n${feedQuery.trim()};`);
  });
