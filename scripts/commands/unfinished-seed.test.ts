// Early: starts a lab, kills it while the tables are being filled, and runs other verbs.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { databaseUrls, withClient } from '../../db-migrations/src/database-access.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { readUnfinishedSeed } from '../../db-migrations/src/unfinished-seed.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';

const lab = useTestLab();

test('a lab that was killed while its tables were being filled says so, and the next `up` continues', async () => {
  assert.equal((await lab.run(['up'])).code, 0);
  const passwords = JSON.parse(readFileSync(join(lab.folder, 'passwords.json'), 'utf8'));
  const { owner } = databaseUrls({ host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) }, passwords);
  const filling = lab.start(['up'], { POSTS: '500000' });
  await withClient(owner, (client) => waitFor(async () => ((await readUnfinishedSeed(client))?.done ?? 0) > 0));
  filling.signal('SIGKILL');
  await filling.ended;

  const status = await lab.run(['status']);
  assert.equal(status.code, 0, status.output);
  assert.match(status.output, /they have \d00,000 of 500,000 posts\.\n\nNext: make up TARGET=local /);
  for (const verb of ['loadtest', 'verify', 'reset']) {
    const { code, output } = await lab.run([verb]);
    assert.notEqual(code, 0, output);
    assert.match(output, /they have \d00,000 of 500,000 posts\.\n.*make up TARGET=local \(seed_unfinished\)/, verb);
  }

  // As people start it: without the number of posts.
  const { code, output } = await lab.run(['up']);
  assert.equal(code, 0, output);
  assert.match(output, /Continue to fill the tables: 600 users, 500,000 posts/);
  assert.equal(await withClient(owner, readUnfinishedSeed), undefined);
  // Nothing differs from the seed of that size.
  const reset = await lab.run(['reset']);
  assert.equal(reset.code, 0, reset.output);
  assert.doesNotMatch(reset.output, /Restore/);
  assert.equal((await lab.run(['down'])).code, 0);
});
