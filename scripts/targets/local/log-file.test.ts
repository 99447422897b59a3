// Shares a process.

import assert from 'node:assert/strict';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastMessage } from './last-message.ts';
import { limitLog, openLog, readTail } from './log-file.ts';

/** Runs `work` with the name of a log in a temporary folder. */
function withLog(work: (file: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'feed-lab-log-'));
  try {
    work(join(folder, 'some.log'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the end of a log of 3 GiB, more than Node.js reads at once, can be read', () =>
  withLog((file) => {
    writeFileSync(file, 'first\n');
    truncateSync(file, 3 * 2 ** 30);
    const { size } = statSync(file);
    writeFileSync(file, '\n{"msg":"the last one"}\n', { flag: 'a' });
    assert.equal(lastMessage(file), 'the last one');
    assert.equal(readTail(file, size), '\n{"msg":"the last one"}\n');
    assert.equal(readTail(file, size + 1000), '');
  }));

test('a large log is renamed when it is opened, and replaces the one renamed before', () =>
  withLog((file) => {
    const append = (text: string) => {
      const log = openLog(file);
      writeFileSync(log, text);
      closeSync(log);
    };
    append('one\n');
    append('two\n');
    assert.equal(readFileSync(file, 'utf8'), 'one\ntwo\n');
    assert.ok(!existsSync(`${file}.1`));
    for (const text of ['three\n', 'four\n']) {
      truncateSync(file, 11 * 2 ** 20);
      append(text);
      assert.equal(readFileSync(file, 'utf8'), text);
    }
    assert.equal(statSync(`${file}.1`).size, 11 * 2 ** 20);
  }));

test('a log that becomes too large is moved while its process appends to it', () =>
  withLog((file) => {
    limitLog(file);
    const log = openLog(file);
    writeFileSync(log, 'one\n');
    limitLog(file);
    assert.equal(readFileSync(file, 'utf8'), 'one\n');
    truncateSync(file, 11 * 2 ** 20);
    limitLog(file);
    assert.equal(statSync(`${file}.1`).size, 11 * 2 ** 20);
    writeFileSync(log, 'two\n');
    closeSync(log);
    assert.equal(readFileSync(file, 'utf8'), 'two\n');
  }));

test('a log whose copy cannot be written is emptied nevertheless', () =>
  withLog((file) => {
    mkdirSync(`${file}.1`);
    writeFileSync(file, '');
    truncateSync(file, 11 * 2 ** 20);
    assert.throws(() => limitLog(file));
    assert.equal(statSync(file).size, 0);
  }));
