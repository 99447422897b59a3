import { chmodSync, cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from './project-folder.ts';

const copied = [
  ...['app', 'charts', 'dashboards', 'db-migrations', 'docs', 'k8s', 'loadtest', 'scripts', 'tools'],
  ...['Makefile', 'README.md', 'package.json', 'package-lock.json', 'tsconfig.json', '.npmrc', '.dockerignore'],
];
/** Make runs npm ci when one of these is newer than node_modules (see Makefile). */
const packageFiles = ['package.json', 'package-lock.json', 'app/package.json', 'db-migrations/package.json'];

/** A day after the epoch, in seconds, because make treats 0 specially. */
const longAgo = 86_400;

export type CheckoutCopy = ReturnType<typeof copyCheckout>;

/** Copies the checkout, so that code can be changed and run in the copy. Shares node_modules. */
export function copyCheckout() {
  // Resolved, as programs in it see it: on macOS the temporary folder is a symbolic link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'feed-lab-copy-')));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  /** Copies a file or folder from the original again. Files that were added to the copy stay. */
  const restore = (path: string) => cpSync(join(projectFolder, path), join(folder, path), { recursive: true });
  try {
    // PostgreSQL may run as a different user, which needs access to the folder.
    chmodSync(folder, 0o755);
    for (const path of copied) restore(path);
    // npm ci would empty the shared node_modules.
    for (const file of packageFiles) utimesSync(join(folder, file), longAgo, longAgo);
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, restore, remove };
}
