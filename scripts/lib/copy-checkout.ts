import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './project-folder.ts';

const parts = [
  ...['app', 'charts', 'dashboards', 'db-migrations', 'docs', 'k8s', 'loadtest', 'scripts', 'tools'],
  ...['Makefile', 'README.md', 'package.json', 'package-lock.json', 'tsconfig.json', '.npmrc', '.dockerignore'],
];
/** Whenever one of these is younger than node_modules, make installs anew (see Makefile). */
const reasonsToInstall = ['package.json', 'package-lock.json', 'app/package.json', 'db-migrations/package.json'];

/** A day after the epoch, in seconds: 0 means something else to make. */
const longAgo = 86_400;

/** A copy of this checkout, in which things can be changed and tried without touching anybody's work. */
export interface CheckoutCopy {
  folder: string;
  /** Puts a file or folder back to what it is in this checkout; what was added to it stays. */
  restore(part: string): void;
  remove(): void;
}

/** Copies what the lab needs; node_modules is shared. */
export function copyCheckout(): CheckoutCopy {
  // As programs in it will see it: on macOS the temporary folder is a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'feed-lab-copy-')));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const restore = (part: string) => cpSync(join(projectFolder, part), join(folder, part), { recursive: true });
  try {
    // PostgreSQL may run as another user than we do, and has to get through.
    chmodSync(folder, 0o755);
    for (const part of parts) restore(part);
    // An installation would empty the node_modules of this checkout.
    for (const file of reasonsToInstall) utimesSync(join(folder, file), longAgo, longAgo);
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, restore, remove };
}
