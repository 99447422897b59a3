import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { glob } from 'zx';
import { copyCheckout } from '../scripts/lib/copy-checkout.ts';
import { createTestLab } from './sandbox/run-verb.ts';

const temporaryFolder = mkdtempSync(join(tmpdir(), 'feed-lab-other-'));
after(() => rmSync(temporaryFolder, { recursive: true, force: true }));

/** A checkout in a folder with an unusual name, whose text files were saved by a Windows editor. */
async function makeCheckout(): Promise<string> {
  const copy = copyCheckout();
  const checkout = join(temporaryFolder, "it's ä #1 copy");
  renameSync(copy.folder, checkout);
  for (const file of await glob('{app,charts,db-migrations,docs,k8s,loadtest,scripts}/**/*.{ts,md,sql,json,yaml}', {
    cwd: checkout,
    absolute: true,
  }))
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'));
  return checkout;
}

test('the lab works in a checkout with CRLF and an unusual path, with a strict umask, and verify finds both fixes', async (context) => {
  const umask = process.umask(0o077);
  context.after(() => process.umask(umask));
  const lab = await createTestLab(await makeCheckout());
  context.after(() => lab.remove());
  for (const verb of ['up', 'loadtest', 'apply-fix', 'loadtest', 'apply-index', 'loadtest', 'verify', 'down']) {
    const { code, output } = await lab.run([verb], { USERS: '10', DURATION: '2s' });
    assert.equal(code, 0, `${verb}: ${output}`);
    if (verb === 'verify') assert.doesNotMatch(output, /^NO/m);
  }
  await lab.assertNothingRuns();
});
