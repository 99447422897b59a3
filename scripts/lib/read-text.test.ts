import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { readJson } from './files.ts';
import { readText } from './read-text.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-lab-read-text-'));
after(() => rmSync(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
function save(name: string, content: string | Uint8Array): string {
  writeFileSync(path(name), content);
  return path(name);
}

test('Windows line endings, byte order marks and encodings do not change a text', () => {
  const text = 'Grüße\nTARGET=local\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  assert.equal(readText(save('crlf', text.replaceAll('\n', '\r\n'))), text);
  assert.equal(readText(save('mark', `\ufeff${text}`)), text);
  assert.equal(readText(save('little-endian', utf16)), text);
  assert.equal(readText(save('big-endian', Buffer.from(utf16).swap16())), text);
});

test("what is not a file, or is larger than any of the lab's files, is reported instead of being read", async () => {
  mkdirSync(path('folder'));
  await run('checks')`mkfifo ${path('pipe')}`;
  symlinkSync('/dev/zero', path('device'));
  for (const [name, message] of [
    ['folder', /folder: expected a file, but it is a folder/],
    ['pipe', /pipe: expected a file, but it is a pipe or a device/],
    ['device', /device: expected a file, but it is a pipe or a device/],
  ] as const)
    assert.throws(() => readText(path(name)), { code: 'wrong_kind_of_file', message });
  truncateSync(save('huge', ''), 3e9);
  assert.throws(() => readText(path('huge')), { code: 'file_too_large', message: /at most 16 MiB, but it has 2861/ });
});

test('the problem with a JSON file is described on one line, without control characters', () => {
  const problem = (content: string) => readJson(save('file.json', content), z.record(z.string(), z.number()));
  assert.deepEqual(problem('{"\\u001b[2J\\n": "x"}'), {
    problem: '\\u001b[2J\\u000a: Invalid input: expected number, received string',
  });
  assert.match(JSON.stringify(problem('\u001b[2J')), /^\{"problem":"[ -~]+"\}$/);
});
