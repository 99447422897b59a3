import { readFileSync } from 'node:fs';
import { projectFolder } from '../../lib/project-folder.ts';
import type { ClusterAccess } from './cluster-access.ts';

/** Makes the lab's namespace, or brings its labels up to date. */
export async function applyNamespace(access: ClusterAccess): Promise<void> {
  await access.kubectl(['apply', '--filename', '-'], readFileSync(`${projectFolder}k8s/namespace.yaml`, 'utf8'));
}
