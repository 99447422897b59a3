// Early: starts a lab, and loses the records of its processes.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

/** Runs a verb that is expected to succeed. */
async function succeed(verb: string): Promise<string> {
  const { code, output } = await lab.run([verb]);
  assert.equal(code, 0, output);
  return output;
}

test('processes whose records are damaged or deleted are still found and stopped', async () => {
  await succeed('up');
  const [api, livePage] = ['api.json', 'live-page.json'].map((name) => join(lab.folder, name)) as [string, string];
  // A page that hangs does not notice that its record is gone.
  process.kill(JSON.parse(readFileSync(livePage, 'utf8')).pid, 'SIGSTOP');
  writeFileSync(livePage, '{');
  writeFileSync(api, '');
  assert.match(
    await succeed('status'),
    new RegExp(`feed API +│ running │ http://127.0.0.1:${lab.environment.API_PORT}`),
  );
  rmSync(api);
  await succeed('down');
  await lab.assertNothingRuns();
});
