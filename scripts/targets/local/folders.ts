import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../../../app/build.ts';

/** What is where in the lab's folder (.lab). All of it can be deleted while the lab is down. */
export function labFolders(labFolder: string) {
  const logs = join(labFolder, 'logs');
  mkdirSync(logs, { recursive: true });
  return {
    data: join(labFolder, 'postgres', 'data'),
    postgresLog: join(logs, 'postgres.log'),
    apiLog: join(logs, 'api.log'),
    apiProcess: join(labFolder, 'api.json'),
    passwords: join(labFolder, 'passwords.json'),
    tuning: join(labFolder, 'tuning.json'),
    build: (variant: Variant) => join(labFolder, 'builds', variant),
  };
}

export type LabFolders = ReturnType<typeof labFolders>;
