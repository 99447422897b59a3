// Early: it compiles the API once for each fix that changes it.

import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brokenVariant } from '../../scripts/experiments/api-code.ts';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { run } from '../../scripts/lib/run.ts';
import { fixes } from './fixes.ts';

test('every fix applies to the code of today, and the API compiles with it', async () => {
  const checkout = copyCheckoutForFixes();
  try {
    // Many fixes differ only in their SQL.
    const codes = new Set(
      [brokenVariant, ...fixes].map(({ mine, files, edits }) => JSON.stringify({ mine, files, edits })),
    );
    const apis = [...codes].map((code, index) => {
      checkout.write(JSON.parse(code));
      // Each API is a package of its own, because #variant is looked up in its package.json.
      for (const path of ['src', 'package.json'])
        cpSync(join(checkout.folder, 'app', path), join(checkout.folder, `apis/${index}`, path), { recursive: true });
      return `${index}/src/server.ts`;
    });
    const unusedIsAllowed = { noUnusedLocals: false, noUnusedParameters: false };
    const configuration = { extends: '../tsconfig.json', compilerOptions: unusedIsAllowed, include: [], files: apis };
    writeFileSync(join(checkout.folder, 'apis/tsconfig.json'), JSON.stringify(configuration));
    const compiled = await run('checks')({ cwd: checkout.folder })`node node_modules/typescript/bin/tsc -p apis`;
    assert.equal(compiled.exitCode, 0, compiled.stdout);
  } finally {
    checkout.remove();
  }
});

test('each fix has a name of its own', () => {
  const names = fixes.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
});
