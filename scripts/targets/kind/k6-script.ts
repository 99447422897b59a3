import { readdirSync, readFileSync } from 'node:fs';
import { YAML } from 'zx';
import { projectFolder } from '../../lib/project-folder.ts';
import { k6Environment } from '../../load/k6.ts';
import type { LoadPlan } from '../../load/load.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

/** loadtest/ as a ConfigMap, which the manifests mount. */
export async function applyScript(access: ClusterAccess): Promise<void> {
  const library = `${projectFolder}loadtest/lib`;
  const data = Object.fromEntries([
    ['feed.ts', readFileSync(`${projectFolder}loadtest/feed.ts`, 'utf8')],
    ...readdirSync(library).map((name) => [name, readFileSync(`${library}/${name}`, 'utf8')]),
  ]);
  const script = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'k6-feed' }, data };
  await access.kubectl(['apply', '--filename', '-'], JSON.stringify(script));
}

/** A variable of a container's environment. */
export interface Variable {
  name: string;
  value: string;
}

/** A load plan as the environment of a container. Inside the cluster the API has another address than on this machine. */
export function environmentOf(plan: LoadPlan): Variable[] {
  return Object.entries(k6Environment(plan, `http://${labName}-api:3000`)).map(([name, value]) => ({ name, value }));
}

/** A name that no load test had before. Made here and not by Kubernetes, so that an interrupted one can be removed by it. */
export function newName(): string {
  return `k6-feed-${Date.now().toString(36)}`;
}

/** A manifest of k8s/, parsed. */
export function readManifest<Manifest>(name: string): Manifest {
  return YAML.parse(readFileSync(`${projectFolder}k8s/${name}`, 'utf8')) as Manifest;
}
