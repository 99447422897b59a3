import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brokenVariant } from '../../scripts/experiments/api-code.ts';
import { copyCheckoutForFixes } from '../../scripts/experiments/fixable-checkout.ts';
import { run } from '../../scripts/lib/run.ts';
import { fixes } from './fixes.ts';

test('every fix applies to the code of today, and every pool compiles', async () => {
  const checkout = copyCheckoutForFixes();
  try {
    for (const fix of fixes) checkout.write(fix);
    const pools = [brokenVariant, ...fixes].flatMap(({ mine }) => mine ?? []);
    for (const [index, pool] of pools.entries())
      writeFileSync(join(checkout.folder, `app/src/database/mine-${index}.ts`), pool);
    const files = pools.map((_, index) => `src/database/mine-${index}.ts`);
    const configuration = { extends: './tsconfig.json', compilerOptions: { noEmit: true }, include: [], files };
    writeFileSync(join(checkout.folder, 'app/tsconfig.pools.json'), JSON.stringify(configuration));
    const compiled = await run('checks')({
      cwd: checkout.folder,
    })`node node_modules/typescript/bin/tsc -p app/tsconfig.pools.json`;
    assert.equal(compiled.exitCode, 0, compiled.stdout);
  } finally {
    checkout.remove();
  }
});
