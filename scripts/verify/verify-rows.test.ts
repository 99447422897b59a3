// Shares a process.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rejectedContents } from '../../db-migrations/src/verify-rows.ts';
import { projectFolder } from '../lib/project-folder.ts';

test('each content that the contract sends and the API must reject is deleted if it becomes a post', () => {
  const contract: { request: string; json?: { content?: unknown }; text?: string }[] = JSON.parse(
    readFileSync(`${projectFolder}charts/feed-lab/files/contract.json`, 'utf8'),
  );
  const posts = contract.filter(({ request }) => request.startsWith('POST /posts'));
  assert.ok(posts.length > 10);
  for (const { json, text } of posts) {
    // PostgreSQL rejects a NUL, and an API may remove it; the client sends half a pair as U+FFFD.
    const content = String(json ? json.content : text)
      .toWellFormed()
      .replaceAll('\0', '');
    assert.ok(content.trim() === '' || rejectedContents.includes(content), JSON.stringify(content));
  }
});
