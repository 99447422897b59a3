import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Variant } from '../../../app/build.ts';
import { makeFolder } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';

/** The paths in the lab's folder (.lab). The folder can be deleted while the lab is down. */
export function labFolders(labFolder: string) {
  return {
    logs: join(labFolder, 'logs'),
    builds: join(labFolder, 'builds'),
    data: join(labFolder, 'postgres', 'data'),
    postgresLog: join(labFolder, 'logs', 'postgres.log'),
    apiLog: join(labFolder, 'logs', 'api.log'),
    livePageLog: join(labFolder, 'logs', 'live-page.log'),
    livePageProcess: join(labFolder, 'live-page.json'),
    apiProcess: join(labFolder, 'api.json'),
    apiTrial: join(labFolder, 'api-trial.json'),
    passwords: join(labFolder, 'passwords.json'),
    annotations: join(labFolder, 'annotations.jsonl'),
    tuning: join(labFolder, 'tuning.json'),
    build: (variant: Variant) => join(labFolder, 'builds', variant),
  };
}

export type LabFolders = ReturnType<typeof labFolders>;

/**
 * TypeScript compiles to `a/b` where a path says `a\\b`, and initdb refuses line breaks.
 * @throws {LabError} `settings`
 */
function requireUsablePath(folder: string): void {
  if (!/[\\\n\r]/.test(folder)) return;
  throw new LabError(
    'settings',
    `The lab's folder contains a backslash or a line break: ${JSON.stringify(folder)}`,
    'Choose another one: LAB_FOLDER=/another/folder',
  );
}

/**
 * Creates the folders that have to exist before anything is started.
 * @throws {LabError} `settings` if the lab cannot run in this folder
 */
export function makeFolders({ logs, builds }: LabFolders): void {
  requireUsablePath(dirname(builds));
  makeFolder(logs);
  makeFolder(builds);
  // Node.js searches parent folders for packages, and .lab may be outside the checkout.
  const link = join(builds, 'node_modules');
  const packages = join(projectFolder, 'node_modules');
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === packages) return;
  rmSync(link, { force: true });
  symlinkSync(packages, link);
}
