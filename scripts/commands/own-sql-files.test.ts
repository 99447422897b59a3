import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { LabError } from '../lib/lab-error.ts';
import { readOwnSql } from './own-sql-files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-lab-own-sql-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const index = 'CREATE INDEX ON posts (created_at);';
const write = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

function failure(): LabError {
  try {
    readOwnSql(folder);
  } catch (error) {
    assert.ok(error instanceof LabError, String(error));
    assert.equal(error.code, 'migration_failed');
    return error;
  }
  return assert.fail('nothing failed');
}

test('SQL in UTF-8 and UTF-16 is read without its byte order mark, in the order of the names', () => {
  write('1.sql', `\ufeff${index}`);
  write('2.sql', utf16(`\ufeff${index}`));
  write('3.SQL', utf16(`\ufeff${index}`).swap16());
  write('4.sql', `-- only a comment\r\n`);
  const files = readOwnSql(folder);
  assert.deepEqual(
    files.map(({ file, sql }) => [basename(file), sql]),
    ['1.sql', '2.sql', '3.SQL'].map((name) => [name, index]),
  );
});

test('files that systems and editors leave in the folder are not read', () => {
  write('1.sql', index);
  for (const name of ['._1.sql', '.DS_Store', 'Thumbs.db', '1.sql~', '#1.sql#', '1.sql.orig'])
    write(name, '\0\x05\x16');
  symlinkSync('somebody@a-host.1:2', join(folder, '.#1.sql'));
  assert.deepEqual(readOwnSql(folder).length, 1);
});

for (const [what, content] of [
  ['UTF-16 without a byte order mark', utf16(index)],
  ['Latin-1', Buffer.from(`-- caf\xe9\n${index}`, 'latin1')],
] as const)
  test(`a file in ${what} is named, with what to do`, () => {
    write('1.sql', content);
    const { message, whatToDo } = failure();
    assert.match(message, /1\.sql: it is not text in UTF-8\.$/);
    assert.match(whatToDo, /^Save it as UTF-8/);
  });

test('a folder whose name ends in .sql is named', () => {
  mkdirSync(join(folder, 'old.sql'));
  assert.match(failure().message, /old\.sql cannot be read: .*expected a file, but it is a folder/);
});

test('if no file has a statement, those that were not read are listed', () => {
  write('1.sql', '-- nothing yet');
  write('2.sql.txt', index);
  assert.match(
    failure().message,
    /^There is no statement .* Only \.sql files are read; these are ignored: 2\.sql\.txt\.$/,
  );
});
