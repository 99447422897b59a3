import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figuresOf } from './figures.ts';
import { fillPages, problemsOf } from './pages.ts';

const pages = await fillPages(figuresOf());

test('every figure in the pages has a name that exists, and a run that is kept', () => {
  assert.deepEqual(problemsOf(pages), []);
});

test('every figure in the pages is what its kept run says (`make docs` puts them in)', () => {
  const differences = pages.flatMap(({ page, differences }) =>
    differences.map(({ line, name, is, shouldBe }) => `${page}:${line}: ${name} is "${is}", should be "${shouldBe}"`),
  );
  assert.deepEqual(differences, []);
});
