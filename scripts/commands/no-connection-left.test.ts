// Early: rebuilds a lab, and waits for idle connections to be closed.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, databaseUrls } from '../../db-migrations/src/database-access.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { sharedPool } from '../experiments/api-code.ts';
import { copyCheckout } from '../lib/copy-checkout.ts';

// Other tests read the file that these change.
const checkout = copyCheckout();
const lab = useTestLab(checkout.folder);

after(() => checkout.remove());

/** A shared pool of all connections that PostgreSQL has for roles that are not superusers. */
const poolOf97 = (idleTimeoutMillis: number) =>
  sharedPool(`max: 97, connectionTimeoutMillis: 2000, idleTimeoutMillis: ${idleTimeoutMillis}`);

async function deployPool(idleTimeoutMillis: number): Promise<void> {
  writeFileSync(join(checkout.folder, 'app/src/database/mine.ts'), poolOf97(idleTimeoutMillis));
  const { code, output } = await lab.run(['apply-fix'], { FIX: 'mine' });
  assert.equal(code, 0, output);
}

/** Leaves so few connections that the API takes all of them, however fast logins are. */
async function holdMostConnections(): Promise<() => Promise<void>> {
  const passwords = JSON.parse(readFileSync(join(lab.folder, 'passwords.json'), 'utf8'));
  const { owner } = databaseUrls({ host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) }, passwords);
  const clients = await Promise.all(Array.from({ length: 80 }, () => connect(owner, { application_name: 'psql' })));
  return async () => {
    await Promise.all(clients.map((client) => client.end()));
  };
}

test('a load test waits until an API that holds every connection has closed its idle ones', async () => {
  const started = await lab.run(['up', '--no-open']);
  assert.equal(started.code, 0, started.output);
  await deployPool(10_000);
  const release = await holdMostConnections();
  const { code, output } = await lab.run(['loadtest'], { DURATION: '3s' }).finally(release);
  assert.equal(code, 0, output);
  assert.match(output, /Kept in /);
  assert.match(output, /Wait until the API closes a connection to the database \.\.\.\n {2}done/);
  assert.doesNotMatch(output, /from before the load test/);
});

test('if it never closes one, the result is kept, and other verbs tell who holds them and what to do', async () => {
  await deployPool(0);
  const release = await holdMostConnections();
  const { code, output } = await lab.run(['loadtest'], { DURATION: '3s' });
  assert.equal(code, 0, output);
  assert.match(output, /are those from before the load test\.\n/);
  assert.match(output, /Kept in /);
  for (const verb of ['explain', 'reset', 'loadtest', 'apply-index', 'verify']) {
    const refused = await lab.run([verb]);
    assert.equal(refused.code, 1, refused.output);
    const expected =
      /no connection left for this verb\. By its own metrics, the API holds \d+ of them, 0 in use and \d+ idle\.\n.*make down TARGET=local.*\(no_connection_left\)/;
    assert.match(refused.output, expected, verb);
    assert.doesNotMatch(refused.output, /^\s+at /m);
  }
  await release();
  assert.equal((await lab.run(['explain'])).code, 0);
});
