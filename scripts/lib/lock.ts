import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './files.ts';
import { LabError } from './lab-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { requireKind } from './require-kind.ts';

interface Holder extends ProcessIdentity {
  verb: string;
}

/**
 * Acquires the lock that allows one verb at a time to change the lab. A lock left behind by a
 * killed process is ignored. Returns a function that releases the lock.
 * @throws {LabError} `busy`, or `wrong_kind_of_file`
 */
export function acquireLock(labFolder: string, verb: string, name = 'lock'): () => void {
  const file = join(labFolder, name);
  const own = `${file}.${process.pid}.new`;
  const self = identify(process.pid);
  makeFolder(labFolder);
  for (;;) {
    let isDiskFull = false;
    try {
      // link() is atomic, so no other process sees an empty lock.
      writeFileSync(own, JSON.stringify({ ...self, verb }));
      linkSync(own, file);
      return () => rmSync(file, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      isDiskFull = code === 'ENOSPC' || code === 'EDQUOT';
      if (code !== 'EEXIST' && !isDiskFull) throw error;
    } finally {
      rmSync(own, { force: true });
    }
    requireKind('file', file);
    const holder = readHolder(file);
    if (holder && isRunning(holder))
      throw new LabError(
        'busy',
        `\`make ${holder.verb}\` is running in this lab (process ${holder.pid}).`,
        'Wait until it has finished, or press Ctrl-C in its terminal.',
      );
    // `down` has to work on a full disk, where no other verb can start anything.
    if (isDiskFull) return () => {};
    removeStale(file);
  }
}

/** The verb that holds the lock; undefined if none does. */
export function lockHolder(labFolder: string): string | undefined {
  try {
    const file = join(labFolder, 'lock');
    requireKind('file', file);
    const holder = readHolder(file);
    return holder && isRunning(holder) ? holder.verb : undefined;
  } catch {
    // acquireLock() reports what is wrong with the lock.
    return undefined;
  }
}

/** Undefined for a damaged lock, such as an empty file after a power failure. */
function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Partial<Holder>;
    const isHolder = Number.isSafeInteger(holder.pid) && typeof holder.startedAt === 'string';
    return isHolder && /^[a-z-]+$/.test(holder.verb ?? '') ? (holder as Holder) : undefined;
  } catch (error) {
    const { code = 'ENOENT' } = error as NodeJS.ErrnoException;
    // A lock that only its owner can read may be in use.
    if (code !== 'ENOENT') throw error;
    return undefined;
  }
}

/** Moves the lock away, then checks it again, as another process may have replaced it. */
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
