import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../../../app/build.ts';
import { projectFolder } from '../../lib/settings.ts';

/** What is where in the lab's folder (.lab). All of it can be deleted while the lab is down. */
export function labFolders(labFolder: string) {
  const logs = join(labFolder, 'logs');
  const builds = join(labFolder, 'builds');
  mkdirSync(logs, { recursive: true });
  mkdirSync(builds, { recursive: true });
  // A built API looks for its packages above its own folder, which need not lie in the checkout.
  const packages = join(builds, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(projectFolder, 'node_modules'), packages);
  return {
    data: join(labFolder, 'postgres', 'data'),
    postgresLog: join(logs, 'postgres.log'),
    apiLog: join(logs, 'api.log'),
    apiProcess: join(labFolder, 'api.json'),
    passwords: join(labFolder, 'passwords.json'),
    tuning: join(labFolder, 'tuning.json'),
    build: (variant: Variant) => join(builds, variant),
  };
}

export type LabFolders = ReturnType<typeof labFolders>;
