// Shares a process.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findPostgres, requirePlainPath, restoreLinks } from './postgres-binaries.ts';

test('links that npm did not create, because install scripts are off, are restored', async () => {
  const { postgres } = await findPostgres();
  const original = join(dirname(postgres), '../..');
  const copy = mkdtempSync(join(tmpdir(), 'feed-lab-package-'));
  try {
    cpSync(original, copy, {
      recursive: true,
      filter: (file) => !/\/(bin|share|dist|\.pdb)$|\.(so|dylib|a)\b/.test(file),
    });
    const links = JSON.parse(readFileSync(join(copy, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
    assert.ok(links.length > 0);
    assert.throws(() => readlinkSync(join(copy, links[0]?.target ?? '')), { code: 'ENOENT' });
    await restoreLinks(copy);
    for (const { target } of links)
      assert.equal(readlinkSync(join(copy, target)), readlinkSync(join(original, target)));
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('a path that initdb would pass to a shell as a command is refused', () => {
  requirePlainPath("/home/Zoë O'Neil & sons/feed-lab/initdb");
  for (const name of ['a"b', 'a`id`', '$(id)', '$HOME', 'a\\b', 'a\nb', 'a\u001bb'])
    assert.throws(() => requirePlainPath(`/home/${name}/initdb`), {
      code: 'postgres_start',
      whatToDo: /Move the checkout/,
    });
});
