import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations, findBrowser, launchBrowser } from '../../../tools/sandbox/browser.ts';
import { exampleResult, exampleSeries } from '../../../tools/sandbox/example-result.ts';
import { compareRuns } from '../comparison.ts';
import { writeReport } from './write-report.ts';

const browserPath = await findBrowser();
const skip = browserPath ? false : 'there is no Chromium on this machine';
const folder = mkdtempSync(join(tmpdir(), 'feed-lab-report-'));
let file: string;
let browser: Browser;
let page: Page;
const messages: string[] = [];

before(async () => {
  if (!browserPath) return;
  const results = {
    broken: exampleResult('broken', {
      ...exampleSeries,
      successRate: 0.3,
      errors: [{ status: 503, code: 'connection_timeout', count: 70 }],
    }),
    pooled: exampleResult('pooled', exampleSeries),
    indexed: exampleResult('indexed'),
    mine: exampleResult('pooled', { ...exampleSeries, variant: 'mine' }),
  };
  const comparison = compareRuns([results.pooled], [exampleResult('pooled', { users: 50 })]);
  file = await writeReport(folder, results, comparison);
  browser = await launchBrowser(browserPath);
  page = await browser.newPage();
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(String(error)));
  page.on('request', (request) => messages.push(`request to ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

test('the report is one file below 500 KB that loads no others', { skip }, () => {
  assert.ok(statSync(file).size < 500_000);
  assert.deepEqual(messages, [`request to ${pathToFileURL(file).href}`]);
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390])
    test(`axe-core finds no violation, and nothing overflows: ${colorScheme}, ${width} px`, {
      skip,
    }, async () => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      assert.deepEqual(await accessibilityViolations(page), []);
    });

for (const width of [1280, 390])
  test(`no text in a chart is cut off: ${width} px`, { skip }, async () => {
    await page.setViewportSize({ width, height: 900 });
    const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('svg.chart')].flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      return frame.width > 0 && (left < frame.left - 1 || right > frame.right + 1 || top < frame.top - 1 || bottom > frame.bottom + 1);
    }).map((text) => text.textContent);
  })`);
    assert.deepEqual(cut, []);
  });

test('the printed report is white, even in dark mode', { skip }, async () => {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
  assert.equal(background, 'rgb(255, 255, 255)');
});
