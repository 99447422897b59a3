import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findTool } from '../../scripts/lib/run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Where a browser of Chromium's kind is on this machine; undefined without one. Nothing is downloaded. */
export async function findBrowser(): Promise<string | undefined> {
  for (const name of names) {
    const path = await findTool(name);
    if (path) return path;
  }
  return undefined;
}

/** Starts it without a window. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
      // Chromium's own sandbox refuses to work for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

/** What axe-core finds wrong with a page: the rule, and the elements that break it. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
