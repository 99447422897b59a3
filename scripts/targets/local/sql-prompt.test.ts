import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, test } from 'node:test';
import { createTestDatabase } from '../../../db-migrations/src/testing/test-database.ts';
import { openTerminal } from '../../../tools/sandbox/terminal.ts';
import { findTool } from '../../lib/run.ts';

const psql = await findTool('psql');
const database = await createTestDatabase();
after(() => database.drop());
const program = `import('./scripts/targets/local/open-psql.ts').then(({ openPsql }) => openPsql('${database.ownerUrl}'))`;
const args = ['--import', 'tsx', '--eval', program];
// No program is found, so neither is psql.
const environment = { PATH: '' };

function pipe(input: string, env: NodeJS.ProcessEnv = environment) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    input,
    env,
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 2 ** 24,
  });
  return { status, stdout, stderr };
}

const statements = `
SELECT 1 AS one, 'text; more' AS "a longer name", NULL AS nothing, true AS yes;
SELECT id, username, created_at FROM users WHERE id < 0;
SELECT 12345 AS n UNION ALL SELECT 7; SELECT 'ä' AS umlaut, -1.50::numeric;
-- A comment; with a semicolon
EXPLAIN (COSTS OFF)
SELECT posts.content, users.username
FROM posts JOIN users ON users.id = posts.user_id
ORDER BY posts.created_at DESC LIMIT 20;
CREATE TABLE fruits (name text);
INSERT INTO fruits VALUES ('apple'), ('pear');
CREATE INDEX CONCURRENTLY fruits_name ON fruits (name); CREATE INDEX IF NOT EXISTS fruits_name ON fruits (name);
UPDATE fruits SET name = 'plum';
DROP TABLE fruits;
SELECT
  colour FROM posts;
SELECT 1/0;
/* A comment /* that doesn't end here; */ but here; */ SELECT 2 AS nested;
SELECT 'a
\\q
b' LIMIT 0;
SELECT 'the last one'`;

test('without psql, SQL from a pipe is run, and errors do not end it', () => {
  const { status, stdout, stderr } = pipe(statements);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /^psql was not found\. This is a simple prompt/);
  assert.match(stdout, /^ one \| a longer name \| nothing \| yes \n-{5}\+/);
  assert.match(stdout, /\n {2,}QUERY PLAN {2,}\n-+\n Limit\n {3}-> {2}Sort\n/);
  assert.match(stdout, /\nCREATE INDEX\nCREATE INDEX\nUPDATE 2\n/);
  assert.match(stderr, /\nNOTICE: {2}relation "fruits_name" already exists, skipping\n/);
  assert.match(stderr, /\nERROR: {2}column "colour" does not exist\nLINE 2: {3}colour FROM posts;\n {10}\^\n/);
  assert.match(stderr, /\nERROR: {2}division by zero\n$/);
  assert.match(stdout, /\n the last one\n\(1 row\)\n\n$/);
});

test('it prints what psql prints', { skip: !psql && 'psql is not installed' }, () => {
  const own = pipe(statements);
  const expected = pipe(statements, { PATH: String(process.env.PATH), PSQLRC: '/dev/null' });
  assert.equal(own.stdout, expected.stdout);
  assert.equal(own.stderr.replace(/^.*\n/, ''), expected.stderr);
});

test('\\q and quit end it before what follows, and other commands are answered with a sentence', () => {
  for (const quit of ['\\q', 'quit', ' exit;', 'CREATE ROLE never \\q', 'SET SESSION x.y = 1; \\q']) {
    const { status, stdout, stderr } = pipe(`\\d posts\n${quit}\nSELECT 1;\n`);
    assert.deepEqual([status, stdout], [0, quit.startsWith('SET') ? 'SET\n' : '']);
    assert.match(stderr, /\nThis prompt runs SQL, and its only backslash command is \\q\. .*\n$/);
  }
});

test('a result of more rows than a call has room for arguments is printed', () => {
  const { status, stdout } = pipe('SELECT * FROM generate_series(1, 200000);\n');
  assert.equal(status, 0);
  assert.match(stdout, /\n +200000\n\(200000 rows\)\n\n$/);
});

test('in a terminal, Ctrl-C cancels what is typed and what runs, and Ctrl-D ends it', async () => {
  const terminal = openTerminal(process.execPath, args, { environment });
  const ready = `${database.name}=> `;
  await terminal.answer(ready, 'SELECT\r');
  await terminal.answer(`${database.name}-> `, 'pg_sleep(\x03');
  await terminal.answer(ready, "SELECT pg_sleep(60) || 'a';\r");
  await terminal.see("'a';\n");
  // Repeated, in case it comes before the statement starts.
  const cancel = setInterval(() => void terminal.answer('', '\x03'), 500);
  await terminal.see('ERROR:  canceling statement due to user request').finally(() => clearInterval(cancel));
  await terminal.answer(ready, "SELECT 'still ' || 'here';\r");
  await terminal.see('still here\n(1 row)');
  await terminal.answer(ready, '\x04');
  assert.equal(await terminal.ended, 0);
});

test('a lost connection ends it with an error', () => {
  const { status, stderr } = pipe('SELECT pg_terminate_backend(pg_backend_pid());\nSELECT 1;\n');
  assert.notEqual(status, 0);
  assert.match(stderr, /FATAL: {2}terminating connection due to administrator command\n/);
  assert.match(stderr, /The connection to the database was lost\./);
});
