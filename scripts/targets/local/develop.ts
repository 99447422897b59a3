import { relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { watch } from 'chokidar';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Report } from '../../lib/report.ts';

/** Editors save in several steps. A change is complete if no other follows within this time. */
const quietMs = 150;
const pollEveryMs = 50;

/** Runs `restart` now and after every change in app/src until the signal. Prints failures. */
export async function watchAndRestart(
  restart: (signal: AbortSignal) => Promise<void>,
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const source = `${projectFolder}app/src`;
  let changed: { file: string; at: number } | undefined;
  const attempt = async (title: string) => {
    const startedAt = Date.now();
    try {
      // A new signal each time, because builds add listeners, which would accumulate on the verb's
      // signal.
      await restart(AbortSignal.any([signal]));
      report.print(`${new Date().toLocaleTimeString('en-GB')} ${title} (${Date.now() - startedAt} ms)`);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      report.print(`${error.message}\n${error.whatToDo}`);
    }
  };
  const watcher = watch(source, { ignoreInitial: true }).on('all', (_event, path) => {
    if (path.endsWith('.ts') && !path.endsWith('.test.ts')) changed = { file: relative(source, path), at: Date.now() };
  });
  try {
    await attempt('started');
    while (!signal.aborted) {
      await wait(pollEveryMs);
      if (!changed || Date.now() - changed.at < quietMs) continue;
      const { file } = changed;
      changed = undefined;
      await attempt(`${file} saved: restarted`);
    }
  } finally {
    await watcher.close();
  }
}
