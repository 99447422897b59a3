import type { CommandContext, Flag } from './command.ts';

export const noOpenFlag: Record<'no-open', Flag> = { 'no-open': { summary: 'do not open the browser (local)' } };

/** Whether there is a terminal and a display, so that somebody would see a browser open. */
function hasScreen(): boolean {
  if (!process.stdout.isTTY || process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Prints the address of the live page, if the target has one. A page that was just started opens in
 * the browser, unless --no-open was given or there is no display.
 */
export async function showLivePage(
  { target, report, given }: CommandContext,
  { isNew }: { isNew: boolean },
): Promise<void> {
  const address = target.livePage?.();
  if (!address) return;
  report.print(`Watch it happen: ${address}`);
  if (!isNew || given.has('no-open') || !hasScreen()) return;
  const { default: open } = await import('open');
  // If no browser can be opened, the printed address is enough.
  const browser = await open(address).catch(() => undefined);
  browser?.once('error', () => {});
}
