import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes a temporary file and renames it, so that the file is never partially written, not even
 * after a power failure or by two processes at once. The umask applies to `mode`.
 * @throws the system's error, whose `path` is the file's own
 */
export function writeFileAtomic(file: string, text: string, mode = 0o666): void {
  const own = `${file}.${process.pid}.new`;
  try {
    writeToDisk(own, text, mode);
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    // An error from write() has no path; one from open() has the temporary path.
    throw Object.assign(error as Error, { path: file });
  }
  removeLeftovers(dirname(file));
}

/** Without fsync(), a file system may rename before it writes: a crash leaves an empty file. */
function writeToDisk(file: string, text: string, mode: number): void {
  const descriptor = openSync(file, 'w', mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A younger file may belong to a process in another container, whose ids are not known here. */
const leftoverAgeMs = 3_600_000;

/** Removes the temporary files of processes that were killed, and empty ones of older versions. */
function removeLeftovers(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      // Others may have files of their own in the folder of results.
      const [found, pid] = /\.(?:json|html)(?:\.(\d+))?\.new$/.exec(name) ?? [];
      if (!found) continue;
      const file = join(folder, name);
      const stats = statSync(file, { throwIfNoEntry: false });
      if (!stats || Date.now() - stats.mtimeMs < leftoverAgeMs) continue;
      if (pid ? !exists(Number(pid)) : stats.size === 0) rmSync(file, { force: true });
    }
  } catch {
    // The file is written; a folder that may not be read, or a file of another user, is no failure.
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
