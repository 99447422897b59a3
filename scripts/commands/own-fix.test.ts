// Early: rebuilds and restarts a lab.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect, databaseUrls } from '../../db-migrations/src/database-access.ts';
import { useTestLab } from '../../tools/sandbox/run-verb.ts';
import { copyCheckout } from '../lib/copy-checkout.ts';

// Other tests read the files that these change.
const checkout = copyCheckout();
const mine = join(checkout.folder, 'app/src/database/mine.ts');
const original = readFileSync(mine, 'utf8');
const ownSql = join(checkout.folder, 'db-migrations/mine/0002_mine.sql');
const lab = useTestLab(checkout.folder);

after(() => checkout.remove());

const save = (more: string) => writeFileSync(mine, `${original}${more}`);
const endsAtOnce = "throw new Error('not today');\n";
const doesNotCompile = `export const wrong: number = 'text';\n`;

test('verify finds no fix in the broken stage, with evidence and hints', async () => {
  assert.equal((await lab.run(['up'])).code, 0);
  const { code, output } = await lab.run(['verify', '--hint', '--hint'], { STAGE: 'pooled' });
  assert.equal(code, 1, output);
  assert.match(output, /NO {3}Are database connections reused\?\n.*\((0\.[5-9]|[1-9])[\d.]* per request\)/);
  // On a busy machine, logins take too long for some requests, and an earlier question fails, too.
  assert.match(output, /Fix 1 does not hold yet\.\n\n\w.*\?\n(?: {2}.*\n){3}STAGE=pooled does not hold/);
  assert.match(output, /\n {2}.*(shared-pool\.ts|app\/src\/routes\/).*\nSTAGE=pooled/);
});

test('apply-index FIX=mine names invisible characters, and the session that keeps the learner’s SQL waiting', async () => {
  writeFileSync(ownSql, '\ufeff-- a comment\r\nCREATE\u00a0INDEX mine ON posts (created_at);\r\n');
  const refused = await lab.run(['apply-index'], { FIX: 'mine' });
  assert.equal(refused.code, 1);
  assert.match(
    refused.output,
    /0002_mine\.sql:2: syntax error at or near "CREATE\\u00a0INDEX"\n.*\(migration_failed\)/,
  );

  writeFileSync(ownSql, '\ufeffCREATE INDEX CONCURRENTLY mine ON posts (created_at);\r\n');
  const passwords = JSON.parse(readFileSync(join(lab.folder, 'passwords.json'), 'utf8'));
  const address = { host: '127.0.0.1', port: Number(lab.environment.POSTGRES_PORT) };
  const reader = await connect(databaseUrls(address, passwords).owner, { application_name: 'psql' });
  await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
  const applied = lab.start(['apply-index'], { FIX: 'mine' });
  await applied.prints(/waiting for session \d+ \(feed_owner, psql\), in an open transaction/);
  await reader.end();
  const { code, output } = await applied.ended;
  assert.equal(code, 0, output);
});

test('apply-fix FIX=mine deploys the learner’s code; if it does not compile or start, the old variant keeps running', async () => {
  save(doesNotCompile);
  const refused = await lab.run(['apply-fix'], { FIX: 'mine' });
  assert.equal(refused.code, 1);
  assert.match(
    refused.output,
    /does not compile:\n.*mine\.ts:\d+:\d+ - error TS2322: (?:.*\n)*.*const wrong: number = 'text'(?:.*\n)*.*\(build_failed\)/,
  );
  assert.match((await lab.run(['status'])).output, /variant broken/);
  save(endsAtOnce);
  const failed = await lab.run(['apply-fix'], { FIX: 'mine' });
  assert.match(
    failed.output,
    /ended while it started.*\n.*not today\n.*The API that was running before is still running/,
  );
  assert.match((await lab.run(['status'])).output, /variant broken/);
  save('');
  const changed = await lab.run(['apply-fix'], { FIX: 'mine' });
  assert.equal(changed.code, 0, changed.output);
  assert.match((await lab.run(['status'])).output, /variant mine/);
  assert.equal((await lab.run(['down'])).code, 0);
});

test('dev runs the learner’s variant, restarts it at every save, reports compile errors, and stops what it started', async () => {
  const dev = lab.start(['dev']);
  try {
    await dev.prints(/\d started \(/);
    assert.match((await lab.run(['status'])).output, /variant mine/);
    assert.match((await lab.run(['dev'])).output, /`make dev` is running.*\n.*\(busy\)/);
    save('// saved\n');
    await dev.prints(/database\/mine\.ts saved: restarted/);
    save(doesNotCompile);
    await dev.prints(/does not compile:\n.*mine\.ts.*TS2322/);
    assert.match((await lab.run(['status'])).output, /variant mine/);
  } finally {
    dev.signal('SIGINT');
  }
  assert.equal((await dev.ended).code, 130);
  await lab.assertNothingRuns();
});
