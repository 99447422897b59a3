import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { createTestLab, type TestLab } from '../../tools/sandbox/run-verb.ts';

let lab: TestLab;

before(async () => {
  lab = await createTestLab();
});

after(() => lab.remove());

test('a taken port is named, with the variable that chooses another, and nothing is left', async () => {
  for (const variable of ['API_PORT', 'POSTGRES_PORT']) {
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

test('Ctrl-C during up: everything that was started is stopped', async () => {
  for (const moment of [/Start PostgreSQL/, /Create the tables/, /Build and start the API/]) {
    const up = lab.start(['up']);
    await waitFor(() => moment.test(up.output()));
    up.signal('SIGINT');
    const { code, output } = await up.ended;
    assert.equal(code, 130, output);
    assert.match(output, /Stopped\.\n$/);
    await lab.assertNothingRuns();
  }
});

test('when nobody reads the output any more, up undoes what it began', async () => {
  const up = lab.start(['up']);
  await waitFor(() => /Start PostgreSQL/.test(up.output()));
  up.closeOutput();
  assert.equal((await up.ended).code, 129);
  await lab.assertNothingRuns();
});

test('data of another PostgreSQL version is neither used nor touched', async () => {
  assert.equal((await lab.run(['up'])).code, 0);
  await lab.run(['down']);
  const file = join(lab.folder, 'postgres', 'data', 'PG_VERSION');
  writeFileSync(file, '16\n');
  const { code, output } = await lab.run(['up']);
  writeFileSync(file, '17\n');
  assert.equal(code, 1);
  assert.match(output, /made by PostgreSQL 16; this lab brings PostgreSQL 17.*\n.*\(postgres_version\)/);
  await lab.assertNothingRuns();
});

test('passwords that were cut short are told as such, by every verb but those that stop and look', async () => {
  const file = join(lab.folder, 'passwords.json');
  const whole = readFileSync(file, 'utf8');
  writeFileSync(file, '');
  const { code, output } = await lab.run(['up']);
  assert.equal(code, 1);
  assert.match(output, /passwords\.json does not hold .*\n.*delete that file.*\(passwords_unreadable\)/);
  for (const verb of ['status', 'down']) assert.equal((await lab.run([verb])).code, 0);
  writeFileSync(file, whole);
});
