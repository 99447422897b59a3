// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from './split-statements.ts';

test('SQL is split after each semicolon, and the rest is kept', () => {
  assert.deepEqual(splitStatements('SELECT 1; SELECT\n 2 ;\n  SELECT 3\n'), {
    statements: ['SELECT 1;', 'SELECT\n 2 ;'],
    rest: 'SELECT 3\n',
  });
  assert.deepEqual(splitStatements(' \n'), { statements: [], rest: '' });
});

test('a semicolon in a quotation or a comment ends nothing, even while it is still open', () => {
  for (const quotation of [
    "'a;b'",
    "'it''s; so'",
    String.raw`E'it\'s; so'`,
    '"a;b"',
    '$$a;b$$',
    '$f$ a; $$ b; $f$',
    '-- a;\n1',
    '/* a;\n;b */ 1',
    "/* a; /* don't; */ b; */ 1",
    String.raw`'a;\q'`,
  ]) {
    const statement = `SELECT ${quotation}`;
    assert.deepEqual(splitStatements(`${statement};x`), { statements: [`${statement};`], rest: 'x' }, quotation);
    if (quotation.startsWith('--')) continue;
    const open = `SELECT ${quotation.slice(0, quotation.indexOf(';') + 1)}\n`;
    assert.deepEqual(splitStatements(open), { statements: [], rest: open }, open);
  }
});

test('a parameter is not a quotation', () => {
  assert.deepEqual(splitStatements('SELECT $1, $2; SELECT').statements, ['SELECT $1, $2;']);
});

test('a backslash outside of a quotation begins a command', () => {
  const backslash = String.raw`SELECT 1; SELECT 2 \q; SELECT 3;`;
  assert.deepEqual(splitStatements(`${backslash}\n`), {
    statements: ['SELECT 1;'],
    rest: 'SELECT 2 ',
    command: String.raw`\q; SELECT 3;`,
  });
});
