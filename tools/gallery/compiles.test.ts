// Early: it compiles the API once for each fix that changes it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenVariant, fixedVariant, ownUse } from '../../scripts/experiments/api-code.ts';
import { compileApis } from './compile-apis.ts';
import { fixes } from './fixes.ts';

test('every fix applies to the code of today, and the API compiles with it', async () => {
  // Many fixes differ only in their SQL.
  const codes = new Set(
    [brokenVariant, ...fixes].map(({ mine, files, edits }) => JSON.stringify({ mine, files, edits })),
  );
  assert.equal(await compileApis([...codes].map((code) => JSON.parse(code))), '');
});

test('a mine.ts that does not compile is found, even after others that do', async () => {
  const wrong = { mine: ownUse('const connections: number = createPool({});', 'return work(connections);') };
  assert.match(
    await compileApis([brokenVariant, fixedVariant, wrong]),
    /^apis\/2\/src\/database\/mine\.ts\(.*error TS/,
  );
});

test('each fix has a name of its own', () => {
  const names = fixes.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});
