import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { projectFolder, readSettings } from './lib/settings.ts';
import { waitUntil } from './lib/wait-until.ts';
import { findBrowser, launchBrowser } from './testing/browser.ts';

// `make screenshots`: the live page at each stage, in the middle of a real load test, as README and docs show it.

const folder = `${projectFolder}docs/screenshots`;
const viewports = { wide: { width: 1280, height: 1000 }, narrow: { width: 390, height: 844 } };
/** Until the curves have bent and are level again. */
const intoLoadMs = 12_000;
const settings = readSettings(process.env, 'local');
const address = `http://127.0.0.1:${settings.grafanaPort}`;

/** A verb as a person runs it, on this machine. Resolves when it has ended. */
async function verb(...words: string[]): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...words], {
    cwd: projectFolder,
    env: { ...process.env, TARGET: 'local' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}`);
}

async function open(browser: Browser, width: keyof typeof viewports, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: viewports[width], colorScheme });
  await page.goto(address);
  const isLive = async () => (await page.locator('#connection').textContent()) === 'live';
  if (!(await waitUntil(isLive, { timeoutMs: 10_000 }))) throw new Error(`${address} did not come to life`);
  // A tick more, so that the curves are drawn at their final size.
  await wait(1500);
  return page;
}

async function takePictures(browser: Browser, stage: string): Promise<void> {
  for (const width of ['wide', 'narrow'] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(browser, width, colorScheme);
      await page.screenshot({ path: `${folder}/${stage}-${colorScheme}-${width}.png` });
      await page.close();
    }
}

const path = await findBrowser();
if (!path) {
  console.error('There is no Chromium on this machine. Install it, for example: apt-get install chromium');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser(path);
try {
  await verb('up', '--no-open');
  await verb('reset');
  for (const [stage, fix] of [
    ['broken', undefined],
    ['pooled', 'apply-fix'],
    ['indexed', 'apply-index'],
  ] as const) {
    if (fix) await verb(fix);
    const load = verb('loadtest');
    await wait(intoLoadMs);
    await takePictures(browser, stage);
    await load;
  }
  await takePictures(browser, 'end');
} finally {
  await browser.close();
  await verb('down');
}
