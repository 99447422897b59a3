import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { runMain } from '../scripts/lib/main.ts';
import { readMetrics, sumOf } from '../scripts/lib/metrics.ts';
import { projectFolder } from '../scripts/lib/project-folder.ts';
import { requireTool } from '../scripts/lib/run.ts';
import { waitUntil } from '../scripts/lib/timing.ts';
import { findBrowser, launchBrowser } from './sandbox/browser.ts';
import { createTestLab } from './sandbox/run-verb.ts';

// `make screenshots`: the live page at each stage, in the middle of a real load test, as README and docs show it. In a lab of its own.

const folder = `${projectFolder}docs/screenshots`;
const viewports = { wide: { width: 1280, height: 1000 }, narrow: { width: 390, height: 844 } };
/** Until the curves have bent and are level again. */
const intoLoadSeconds = 10;

const lab = await createTestLab();
const address = `http://127.0.0.1:${lab.environment.GRAFANA_PORT}`;

async function verb(...words: string[]): Promise<void> {
  console.log(`${words.join(' ')} ...`);
  const { code, output } = await lab.run(words, { DURATION: '30s' });
  assert.equal(code, 0, output);
}

async function takePictures(browser: Browser, stage: string): Promise<void> {
  for (const width of ['wide', 'narrow'] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: viewports[width], colorScheme });
      await page.goto(address);
      const isLive = async () => (await page.locator('#connection').textContent()) === 'live';
      assert.ok(await waitUntil(isLive, { timeoutMs: 10_000 }), `${address} did not come to life`);
      await page.screenshot({ path: `${folder}/${stage}-${colorScheme}-${width}.png` });
      await page.close();
    }
}

/** Under load for so long, by the API's own count of seconds in which it was asked. */
async function untilDeepInLoad(): Promise<void> {
  const count = async () =>
    sumOf(await readMetrics(`http://127.0.0.1:${lab.environment.API_PORT}`), 'http_requests_total');
  const before = await count();
  await waitUntil(async () => (await count()) > before, { timeoutMs: 20_000 });
  const begunMs = Date.now();
  await waitUntil(() => Date.now() - begunMs > intoLoadSeconds * 1000, { timeoutMs: 2 * intoLoadSeconds * 1000 });
}

await runMain(async () => {
  try {
    const browser = await launchBrowser(
      (await findBrowser()) ?? (await requireTool('chromium', 'Install it, for example: apt-get install chromium')),
    );
    mkdirSync(folder, { recursive: true });
    try {
      await verb('up');
      for (const [stage, fix] of [
        ['broken', undefined],
        ['pooled', 'apply-fix'],
        ['indexed', 'apply-index'],
      ] as const) {
        if (fix) await verb(fix);
        const load = verb('loadtest');
        await untilDeepInLoad();
        await takePictures(browser, stage);
        await load;
      }
    } finally {
      await browser.close();
    }
  } finally {
    await lab.remove();
  }
});
