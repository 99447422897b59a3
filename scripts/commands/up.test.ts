// Early: starts labs, damages their files, and starts them again.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

/** Runs `work` while a file of the lab has other content. */
async function withContent(file: string, content: string, work: () => Promise<void>): Promise<void> {
  const path = join(lab.folder, file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(path, content);
  await work().finally(() => writeFileSync(path, original));
}

test('a taken port is named, with the variable that chooses another, and nothing is started', async () => {
  for (const variable of ['API_PORT', 'POSTGRES_PORT'] as const) {
    const port = Number(lab.environment[variable]);
    const stranger = createServer().listen(port, '127.0.0.1');
    const { code, output } = await lab.run(['up']);
    stranger.close();
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(`Port ${port}, .* is taken by another program\\.\\n.*${variable}=.*\\(port_taken\\)`),
    );
    await lab.assertNothingRuns();
  }
});

test('Ctrl-C during up stops everything that was started', async () => {
  for (const moment of [/Start PostgreSQL/, /Create the tables/, /Build and start the API/]) {
    const up = lab.start(['up']);
    await up.prints(moment);
    up.signal('SIGINT');
    const { code, output } = await up.ended;
    assert.equal(code, 130, output);
    assert.match(output, /Stopped\.\n$/);
    await lab.assertNothingRuns();
  }
});

test('when its output is closed, up stops what it started', async () => {
  const up = lab.start(['up']);
  await up.prints(/Start PostgreSQL/);
  up.closeOutput();
  assert.equal((await up.ended).code, 129);
  await lab.assertNothingRuns();
});

// The data folder and the passwords are those of the interrupted starts above.

test('up does not start on data of another PostgreSQL version', () =>
  withContent('postgres/data/PG_VERSION', '16\n', async () => {
    const { code, output } = await lab.run(['up']);
    assert.equal(code, 1);
    assert.match(output, /created by PostgreSQL 16; this lab uses PostgreSQL 17.*\n.*\(postgres_version\)/);
    await lab.assertNothingRuns();
  }));

test('damaged passwords are reported, except by status and down', () =>
  withContent('passwords.json', '', async () => {
    const { code, output } = await lab.run(['up']);
    assert.equal(code, 1);
    assert.match(output, /passwords\.json does not contain .*\n.*delete that file.*\(passwords_unreadable\)/);
    for (const verb of ['status', 'down']) assert.equal((await lab.run([verb])).code, 0);
  }));
