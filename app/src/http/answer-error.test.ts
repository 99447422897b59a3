import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useTestApi } from '../testing/use-test-api.ts';

const context = useTestApi();

test('an unexpected failure is reported as internal_error, and only the log has the details', async () => {
  await context.database.query('ALTER TABLE posts RENAME COLUMN content TO contents');
  const response = await fetch(`${context.api.url}/feed`);
  await context.database.query('ALTER TABLE posts RENAME COLUMN contents TO content');
  assert.equal(response.status, 500);
  assert.deepEqual(await response.json(), {
    error: { code: 'internal_error', message: 'an internal error occurred and was logged' },
  });
  const line = context.api.log.find((entry) => entry.includes('unexpectedly')) ?? '';
  assert.match(line, /column posts\.content does not exist/);
});
