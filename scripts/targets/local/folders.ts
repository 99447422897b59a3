import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Variant } from '../../../app/build.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { requireKind } from '../../lib/require-kind.ts';

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
    passwords: join(labFolder, 'passwords.json'),
    annotations: join(labFolder, 'annotations.jsonl'),
    tuning: join(labFolder, 'tuning.json'),
    build: (variant: Variant) => join(labFolder, 'builds', variant),
  };
}

export type LabFolders = ReturnType<typeof labFolders>;

/** @throws {LabError} `wrong_kind_of_file` */
function requireKinds(folders: LabFolders): void {
  const { logs, builds, data, postgresLog, apiLog, livePageLog } = folders;
  for (const folder of [logs, builds, dirname(data), data]) requireKind('folder', folder);
  for (const file of [postgresLog, apiLog, livePageLog]) requireKind('file', file);
  for (const file of [folders.passwords, folders.annotations, folders.tuning]) requireKind('file', file);
  requireRecordKinds(folders);
}

/** Whoever stops the lab needs only these. @throws {LabError} `wrong_kind_of_file` */
export function requireRecordKinds({ apiProcess, livePageProcess }: LabFolders): void {
  for (const file of [apiProcess, livePageProcess]) requireKind('file', file);
}

/**
 * Creates the folders that have to exist before anything is started.
 * @throws {LabError} `wrong_kind_of_file`
 */
export function makeFolders(folders: LabFolders): void {
  requireKinds(folders);
  const { logs, builds } = folders;
  mkdirSync(logs, { recursive: true });
  mkdirSync(builds, { recursive: true });
  // Node.js searches parent folders for packages, and .lab may be outside the checkout.
  const link = join(builds, 'node_modules');
  const packages = join(projectFolder, 'node_modules');
  const found = lstatSync(link, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() && readlinkSync(link) === packages) return;
  if (found?.isDirectory()) requireKind('file', link);
  rmSync(link, { force: true });
  symlinkSync(packages, link);
}
