import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { accessibilityViolations, findBrowser, launchBrowser } from '../../../tools/sandbox/browser.ts';
import { exampleGrowth } from '../../../tools/sandbox/example-growth.ts';
import { growthPage } from './growth-page.ts';

const browserPath = await findBrowser();
const skip = browserPath ? false : 'there is no Chromium on this machine';
let browser: Browser;
let page: Page;

before(async () => {
  if (!browserPath) return;
  browser = await launchBrowser(browserPath);
  page = await browser.newPage();
  await page.setContent(await growthPage(exampleGrowth()));
});

after(() => browser?.close());

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1280, 390])
    test(`axe-core finds no violation, and nothing overflows: ${colorScheme}, ${width} px`, { skip }, async () => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), width);
      assert.deepEqual(await accessibilityViolations(page), []);
    });
