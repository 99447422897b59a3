// Early: watches a lab under load in a browser.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { rows } from '../../dashboards/panels.ts';
import { waitFor } from '../../db-migrations/src/testing/wait-for.ts';
import { accessibilityViolations, findBrowser, launchBrowser } from '../../tools/sandbox/browser.ts';
import { createTestLab, type TestLab } from '../../tools/sandbox/run-verb.ts';
import { readMetrics, sumOf } from '../lib/metrics.ts';
import { waitUntil } from '../lib/timing.ts';

const browserPath = await findBrowser();
const skip = browserPath ? false : 'there is no Chromium on this machine';
const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };

let lab: TestLab;
let browser: Browser;
let page: Page;
let address: string;
/** So long that the browser of a busy machine shows it before it ends. */
const longLoad = { DURATION: '30s', USERS: '5', RATE: '50', LOAD_ENGINE: 'autocannon' };
/** Errors and warnings on the console, and requests to other servers. */
const problems: string[] = [];

before(async () => {
  if (!browserPath) return;
  lab = await createTestLab();
  address = `http://127.0.0.1:${lab.environment.GRAFANA_PORT}`;
  const { code, output } = await lab.run(['up']);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`Watch it happen: ${address}`));
  browser = await launchBrowser(browserPath);
  page = await browser.newPage({ viewport: wide, locale: 'en-US' });
  page.on('console', (message) => {
    // countPixels() causes this warning.
    if (['error', 'warning'].includes(message.type()) && !/willReadFrequently/.test(message.text()))
      problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) problems.push(`requested ${request.url()}`);
  });
  await page.goto(address);
  await waitForText('#connection', /^live$/);
});

after(async () => {
  await browser?.close();
  await lab?.remove();
});

async function waitForText(selector: string, pattern: RegExp): Promise<void> {
  let text: string | null = '';
  const matches = async () => {
    text = await page.locator(selector).first().textContent();
    return pattern.test(text ?? '');
  };
  const isShown = await waitUntil(matches, { timeoutMs: 120_000 });
  assert.ok(isShown, `${selector} shows "${text}", not ${pattern}; problems: ${problems.join('; ') || 'none'}`);
}

test('before any load test, the page shows what to do and every panel', { skip }, async () => {
  assert.equal(await page.locator('#state').textContent(), 'Broken');
  assert.match((await page.locator('#next').textContent()) ?? '', /make loadtest TARGET=local/);
  const shown = await page.locator('article h3').allTextContents();
  const expected = rows.flatMap(({ panels }) => panels).filter(({ only }) => only !== 'cluster');
  assert.deepEqual(
    shown,
    expected.map(({ title }) => title),
  );
});

/** How many pixels of a panel's picture have a color of style.css. */
function countPixels(panel: string, color: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('#panel-${panel} canvas');
    const context = canvas.getContext('2d');
    context.save();
    context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('${color}').trim();
    const [red, green, blue] = context.fillStyle.match(/[0-9a-f]{2}/g).map((digits) => Number.parseInt(digits, 16));
    context.restore();
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) count += 1;
    return count;
  })()`);
}

test('numbers are written in their unit, and a percentage is never rounded up', { skip }, async () => {
  const written = await page.evaluate<string[]>(`import('/format-value.js').then(({ formatValue }) => [
    formatValue(99.97, 'percent'), formatValue(0.043, 'percent'), formatValue(0.5072, 'seconds'),
    formatValue(1.5, 'seconds'), formatValue(1774, 'requests per second'), formatValue(3_400_000, 'rows per second'),
  ])`);
  assert.deepEqual(written, ['99 %', '0.043 %', '507 ms', '1.50 s', '1,774/s', '3.4M/s']);
});

test('the description of a panel opens by keyboard', { skip }, async () => {
  const about = page.locator('#panel-response-latency details');
  const description = about.locator('p');
  assert.equal(await description.isVisible(), false);
  await about.locator('summary').focus();
  await page.keyboard.press('Enter');
  assert.equal(await description.isVisible(), true);
  assert.equal(await description.textContent(), rows[0]?.panels[1]?.description);
});

test('values appear with the first requests, the results and the plan after the load test', {
  skip,
}, async () => {
  const load = lab.start(['loadtest'], longLoad);
  const api = `http://127.0.0.1:${lab.environment.API_PORT}`;
  await waitFor(async () => sumOf(await readMetrics(api), 'http_requests_total') > 0);
  await waitForText('#next', /The users request the feed/);
  await waitForText('#panel-successful-requests .values', /[1-9]/);
  await waitFor(async () => (await countPixels('successful-requests', '--band')) > 500);
  assert.equal((await load.ended).code, 0);
  await waitForText('#results tbody tr:first-child td', /%/);
  await waitForText('#plans', /Seq Scan on posts.*reads every post there is/);
  await waitForText('#annotations', /Load test ends \(.* succeeded\): Broken/);
  await waitForText('#next', /make why TARGET=local/);
});

test('the plan is folded until the reader opens it, and stays open when results arrive', { skip }, async () => {
  const plan = page.locator('#plans');
  assert.equal(await plan.isVisible(), false);
  await page.locator('#plans-fold > summary').click();
  assert.equal(await plan.isVisible(), true);
});

test('success is green in the number and the curve, and an idle API is neither red nor green', {
  skip,
}, async () => {
  assert.equal((await lab.run(['apply-fix'])).code, 0);
  await waitForText('#state', /After fix 1/);
  await waitForText('#next', /make loadtest TARGET=local/);
  const number = page.locator('#panel-success-rate .number');
  await waitForText('#panel-success-rate .number', /^idle$/);
  assert.equal(await number.getAttribute('data-color'), 'none');
  const load = lab.start(['loadtest'], longLoad);
  await waitFor(async () => (await number.getAttribute('data-color')) === 'green');
  await waitFor(async () => (await countPixels('successful-requests', '--green')) > 20);
  assert.equal((await load.ended).code, 0);
  await waitForText('#next', /make why TARGET=local/);
  assert.equal(await page.locator('#plans').isVisible(), true, 'the plan stays open');
});

test('the time axis spans the history while that is shorter than the time range', { skip }, async () => {
  const ranges = await page.evaluate<number[][]>(`import('/time-range.js').then(({ timeRange }) =>
    [[1000, 1001], [1000, 1060], [1000, 1400]].map(([first, last]) => timeRange(first, last, 300)))`);
  assert.deepEqual(ranges, [
    [981, 1001],
    [1000, 1060],
    [1100, 1400],
  ]);
});

test('praise comes before the next step', { skip }, async () => {
  await page.evaluate(`(async () => {
    const { showLab } = await import('/lab-status.js');
    const next = { praise: 'Congratulations!', sentence: 'Put the stages side by side:', command: 'make compare' };
    const results = { head: [], rows: [] };
    showLab({ state: '', stages: [], next, results, changes: [], plans: [], openPlans: false, annotations: [] });
  })()`);
  await waitForText('#next', /^Congratulations! Put the stages side by side: make compare$/);
  await page.reload();
});

test('a number has the color of its threshold', { skip }, async () => {
  const colors = await page.evaluate<string[]>(`import('/colors.js').then(({ thresholdColor }) =>
    [0, 49.9, 50, 94.9, 95, 100].map((value) => thresholdColor(${JSON.stringify(rows[0]?.panels[3]?.thresholds)}, value)))`);
  assert.deepEqual(colors, ['red', 'red', 'yellow', 'yellow', 'green', 'green']);
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe-core finds no accessibility violations, ${colorScheme}`, { skip }, async () => {
    await page.emulateMedia({ colorScheme });
    await waitFor(async () => (await countPixels('successful-requests', '--green')) > 20);
    assert.deepEqual(await accessibilityViolations(page), []);
  });

test('the page is not wider than a desktop or a phone', { skip }, async () => {
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    assert.ok(width <= viewport.width, `${width} px on ${viewport.width}`);
  }
  await page.setViewportSize(wide);
});

test('the page causes no errors, and requests nothing from other servers', { skip }, () => {
  assert.deepEqual(problems, []);
});

test('when its server dies, the page reconnects to the next one', { skip }, async () => {
  const { pid } = JSON.parse(readFileSync(join(lab.folder, 'live-page.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await waitForText('#connection', /reconnecting/);
  assert.match((await lab.run(['status'])).output, /live page .* crashed/);
  assert.equal((await lab.run(['up'])).code, 0);
  await waitForText('#connection', /^live$/);
});

test('when the lab is stopped, the page shows that and keeps the results', { skip }, async () => {
  assert.equal((await lab.run(['down'])).code, 0);
  await waitForText('#state', /has been stopped/);
  assert.match((await page.locator('#results').textContent()) ?? '', /%/);
});
