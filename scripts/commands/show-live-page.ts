import type { CommandContext, Flag } from './command.ts';

/** The flag of the verbs that start the lab. */
export const noOpenFlag: Record<'no-open', Flag> = { 'no-open': { summary: 'leave the browser alone (local)' } };

/** Somebody sits there who would see a browser open: a terminal, and a screen beside it. */
function hasScreen(): boolean {
  if (!process.stdout.isTTY || process.env.CI) return false;
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Says where the live page is, where the lab has one. A page that is new opens in the browser, unless that was declined or nobody
 * would see it; one that was there before is open already.
 */
export async function showLivePage(
  { target, report, given }: CommandContext,
  { isNew }: { isNew: boolean },
): Promise<void> {
  const address = target.livePage?.();
  if (!address) return;
  report.print(`Watch it happen: ${address}`);
  if (!isNew || given.has('no-open') || !hasScreen()) return;
  // Not loaded by verbs that open nothing.
  const { default: open } = await import('open');
  // Without a browser the address above has to do.
  const browser = await open(address).catch(() => undefined);
  browser?.once('error', () => {});
}
