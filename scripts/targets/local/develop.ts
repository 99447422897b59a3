import { watch } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { LabError } from '../../lib/lab-error.ts';
import type { Report } from '../../lib/report.ts';
import { projectFolder } from '../../lib/settings.ts';

/** Editors save in several steps; a change is over when nothing has moved for this long. */
const quietMs = 150;

/** Runs `restart` now and after every change below app/src, until the signal. A build that fails is told, and the next one awaited. */
export async function watchAndRestart(
  restart: (signal: AbortSignal) => Promise<void>,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  let changed: string | undefined;
  let wake = () => {};
  const watcher = watch(`${projectFolder}app/src`, { recursive: true, signal }, (_event, file) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return;
    changed = file;
    wake();
  });
  try {
    await attempt('started', restart, report, signal);
    while (!signal.aborted) {
      if (!changed)
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      if (signal.aborted) return;
      const file = changed;
      changed = undefined;
      await wait(quietMs);
      if (!changed) await attempt(`${file} saved: restarted`, restart, report, signal);
    }
  } finally {
    watcher.close();
  }
}

async function attempt(
  title: string,
  restart: (signal: AbortSignal) => Promise<void>,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  try {
    await restart(signal);
    report.say(`${new Date().toLocaleTimeString('en-GB')} ${title} (${Date.now() - startedAt} ms)`);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    report.say(`${error.message}\n${error.whatToDo}`);
  }
}
