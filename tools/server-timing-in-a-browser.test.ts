import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConnections } from '../app/src/database/shared-pool.ts';
import { startTestApi } from '../app/src/testing/use-test-api.ts';
import { createTestDatabase } from '../db-migrations/src/testing/test-database.ts';
import { findBrowser, launchBrowser } from './sandbox/browser.ts';

// What a browser understands of the header, and shows as "Timing" in its network panel. Not next
// to the API's code, whose tests need no browser.

const browserPath = await findBrowser();
const skip = browserPath ? false : 'there is no Chromium on this machine';

interface Part {
  name: string;
  duration: number;
}

test('Chromium reads the parts of a response from its Server-Timing header', { skip }, async (context) => {
  const database = await createTestDatabase();
  const api = await startTestApi(database.apiUrl, openConnections);
  context.after(() => api.close().finally(database.drop));
  const browser = await launchBrowser(browserPath ?? '');
  context.after(() => browser.close());

  const page = await browser.newPage();
  const header = (await page.goto(`${api.url}/feed`))?.headers()['server-timing'];
  const parts = await page.evaluate<Part[]>(
    'performance.getEntriesByType("navigation")[0].serverTiming.map(({ name, duration }) => ({ name, duration }))',
  );
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['pool', 'connect', 'db', 'total'],
  );
  assert.equal(parts.map(({ name, duration }) => `${name};dur=${duration.toFixed(1)}`).join(', '), header);
});
