import { lstatSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Variant } from '../../../app/build.ts';
import { makeFolder } from '../../lib/files.ts';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { requireKind } from '../../lib/require-kind.ts';
import { refusedInLabFolder } from './refused-in-paths.ts';

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

/** @throws {LabError} `settings` */
function requireUsablePath(folder: string): void {
  if (!refusedInLabFolder.test(folder)) return;
  throw new LabError(
    'settings',
    `The path of the lab's folder contains a backslash or a control character: ${JSON.stringify(folder)}`,
    'Choose another one: LAB_FOLDER=/another/folder',
  );
}

/** @throws {LabError} `wrong_kind_of_file` */
function requireKinds(folders: LabFolders): void {
  const { logs, builds, data, postgresLog, apiLog, livePageLog } = folders;
  for (const folder of [logs, builds, dirname(data), data]) requireKind('folder', folder);
  for (const file of [postgresLog, apiLog, livePageLog]) requireKind('file', file);
  for (const file of [folders.passwords, folders.annotations, folders.tuning]) requireKind('file', file);
  requireRecordKinds(folders);
}

/** Only these are needed to stop the lab. @throws {LabError} `wrong_kind_of_file` */
export function requireRecordKinds({ apiProcess, apiTrial, livePageProcess }: LabFolders): void {
  for (const file of [apiProcess, apiTrial, livePageProcess]) requireKind('file', file);
}

/**
 * Creates the folders that have to exist before anything is started.
 * @throws {LabError} `settings` or `wrong_kind_of_file` if the lab cannot run in this folder
 */
export function makeFolders(folders: LabFolders): void {
  const { logs, builds } = folders;
  requireUsablePath(dirname(builds));
  requireKinds(folders);
  makeFolder(logs);
  makeFolder(builds);
  // Node.js searches parent folders for packages, and .lab may be outside the checkout.
  const link = join(builds, 'node_modules');
  const packages = join(projectFolder, 'node_modules');
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && readlinkSync(link) === packages) return;
  if (found?.isDirectory()) requireKind('file', link);
  rmSync(link, { force: true });
  symlinkSync(packages, link);
}
