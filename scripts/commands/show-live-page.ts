import type { CommandContext, Flag } from './command.ts';

export const noOpenFlag: Record<'no-open', Flag> = { 'no-open': { summary: 'leave the browser alone (local)' } };

/** Whether somebody would see a browser open: there is a terminal, and a display. */
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
  // Without a browser, the printed address has to do.
  const browser = await open(address).catch(() => undefined);
  browser?.once('error', () => {});
}
