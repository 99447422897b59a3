import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** The parent folders of a path, from the root down. */
export function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let folder = dirname(path); folder !== parents[0]; folder = dirname(folder)) parents.unshift(folder);
  return parents;
}

/** The file or folder on the way to `path` that this user may not enter or change. */
export function forbiddenPart(path: string): string | undefined {
  const parents = parentsOf(path);
  const closed = parents.find((folder) => existsSync(folder) && !may(folder, constants.X_OK));
  if (closed) return closed;
  if (existsSync(path) && !may(path, constants.R_OK | constants.W_OK)) return path;
  return parents.findLast((folder) => existsSync(folder));
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
