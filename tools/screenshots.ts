import '../scripts/lib/own-environment.ts';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { runMain } from '../scripts/lib/main.ts';
import { readMetrics, sumOf } from '../scripts/lib/metrics.ts';
import { projectFolder, runsFolder } from '../scripts/lib/project-folder.ts';
import { requireTool } from '../scripts/lib/run.ts';
import { waitUntil } from '../scripts/lib/timing.ts';
import { resultSchema } from '../scripts/results/result.ts';
import { findBrowser, launchBrowser } from './sandbox/browser.ts';
import { createTestLab } from './sandbox/run-verb.ts';

// `make screenshots`: takes screenshots of the live page at each stage, during a real load test in
// a lab of its own, for the docs.

const folder = `${projectFolder}docs/screenshots`;
const viewports = { wide: { width: 1280, height: 1000 }, narrow: { width: 390, height: 844 } };
/** Long enough for the curves to settle, and for the load to fill most of the time axis. */
const settleSeconds = 20;

/** Those of the load tests that the pages quote, so that the pictures agree with their numbers. */
const { posts } = resultSchema.parse(JSON.parse(readFileSync(`${runsFolder}/local/pooled.json`, 'utf8')));

const lab = await createTestLab();
const address = `http://127.0.0.1:${lab.environment.GRAFANA_PORT}`;

async function runVerb(...args: string[]): Promise<void> {
  console.log(`${args.join(' ')} ...`);
  const { code, output } = await lab.run(args, { DURATION: '30s', POSTS: String(posts) });
  assert.equal(code, 0, output);
}

async function takeScreenshots(browser: Browser, stage: string): Promise<void> {
  for (const width of ['wide', 'narrow'] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: viewports[width], colorScheme });
      await page.goto(address);
      const isLive = async () => (await page.locator('#connection').textContent()) === 'live';
      assert.ok(await waitUntil(isLive, { timeoutMs: 10_000 }), `${address} is not live`);
      await page.screenshot({ path: `${folder}/${stage}-${colorScheme}-${width}.png` });
      await page.close();
    }
}

/** Waits for `settleSeconds` in which the API has counted requests. */
async function waitForSettledCurves(): Promise<void> {
  const apiUrl = `http://127.0.0.1:${lab.environment.API_PORT}`;
  const countRequests = async () => sumOf(await readMetrics(apiUrl), 'http_requests_total');
  let previous = await countRequests();
  let secondsUnderLoad = 0;
  const isSettled = async () => {
    const current = await countRequests();
    if (current > previous) secondsUnderLoad += 1;
    previous = current;
    return secondsUnderLoad >= settleSeconds;
  };
  await waitUntil(isSettled, { timeoutMs: 40_000, intervalMs: 1000 });
}

await runMain(async () => {
  try {
    const browser = await launchBrowser(
      (await findBrowser()) ?? (await requireTool('chromium', 'Install it, for example: apt-get install chromium')),
    );
    mkdirSync(folder, { recursive: true });
    try {
      await runVerb('up');
      for (const [stage, fix] of [
        ['broken', undefined],
        ['pooled', 'apply-fix'],
        ['indexed', 'apply-index'],
      ] as const) {
        if (fix) await runVerb(fix);
        const load = runVerb('loadtest');
        await waitForSettledCurves();
        await takeScreenshots(browser, stage);
        await load;
      }
    } finally {
      await browser.close();
    }
  } finally {
    await lab.remove();
  }
});
