// Early: starts a lab, and loses the records of its processes.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

/** Runs a verb that is expected to succeed. */
async function succeed(verb: string, more?: Record<string, string>): Promise<string> {
  const { code, output } = await lab.run([verb], more);
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

test('a damaged tuning is restored from the database: the posts and the cost of a login stay as they are', async () => {
  const tuning = join(lab.folder, 'tuning.json');
  const read = () => JSON.parse(readFileSync(tuning, 'utf8'));
  await succeed('up', { POSTS: '12000', SCRAM_ITERATIONS: '5000' });
  const { posts, scramIterations } = read();
  assert.deepEqual({ posts, scramIterations }, { posts: 12_000, scramIterations: 5000 });
  // As people start it; otherwise, the variable would choose.
  Reflect.deleteProperty(lab.environment, 'SCRAM_ITERATIONS');
  truncateSync(tuning, 50);
  const refused = await lab.run(['verify']);
  assert.match(refused.output, /tuning\.json is damaged: .*\n.*make up TARGET=local \(tuning_unreadable\)/);
  const output = await succeed('up');
  assert.match(output, /tuning\.json was damaged \(.*\), and is kept as .*tuning-damaged-.*\.json\. The posts .* stay/);
  assert.doesNotMatch(output, /Fill the tables|Measure|are deleted/);
  assert.deepEqual(read(), { posts, scramIterations, reasons: ['Read from the database.'] });
  assert.equal(readdirSync(lab.folder).filter((name) => name.startsWith('tuning-damaged-')).length, 1);
  await succeed('down');
});
