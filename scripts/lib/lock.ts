import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

interface Holder extends ProcessIdentity {
  verb: string;
}

/**
 * Lets one verb at a time change the lab; the lock of a process that was killed does not count.
 * Returns the function that releases it.
 * @throws {LabError} `busy`
 */
export function takeLock(labFolder: string, verb: string, name = 'lock'): () => void {
  const file = join(labFolder, name);
  const own = `${file}.${process.pid}.new`;
  const self = identify(process.pid);
  mkdirSync(labFolder, { recursive: true });
  for (;;) {
    try {
      // link() is atomic: no other process sees a lock that is still empty.
      writeFileSync(own, JSON.stringify({ ...self, verb }));
      linkSync(own, file);
      return () => rmSync(file, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // `down` has to work on a full disk, and no other verb can start anything there.
      if (code === 'ENOSPC') return () => {};
      if (code !== 'EEXIST') throw error;
    } finally {
      rmSync(own, { force: true });
    }
    const holder = readHolder(file);
    if (holder && isRunning(holder))
      throw new LabError(
        'busy',
        `\`make ${holder.verb}\` is at work in this lab (process ${holder.pid}).`,
        'Wait until it is done, or press Ctrl-C where it runs.',
      );
    removeStale(file);
  }
}

/** The verb that holds the lock; undefined when none does. */
export function lockHolder(labFolder: string): string | undefined {
  const holder = readHolder(join(labFolder, 'lock'));
  return holder && isRunning(holder) ? holder.verb : undefined;
}

/** Undefined for a damaged lock, such as an empty file after a power cut. */
function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    return holder.pid && holder.startedAt ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** Moves the lock away, then checks again: another process may have replaced it in the meantime. */
function removeStale(file: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    const holder = readHolder(aside);
    if (holder && isRunning(holder)) linkSync(aside, file);
    rmSync(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
