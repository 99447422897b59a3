import type { ClusterAccess } from '../../scripts/targets/kind/cluster-access.ts';

/** Kinds that a cluster changes by itself. */
const volatile = new Set(['componentstatuses', 'csinodes.storage.k8s.io', 'nodes']);

/**
 * Everything in a cluster that does not go away with a namespace: objects without a namespace, CRDs
 * among them, and the Services of kube-system. Sorted; each as kubectl names it.
 */
export async function listClusterResources(access: ClusterAccess): Promise<string[]> {
  const listKinds = ['api-resources', '--namespaced=false', '--verbs=list', '--output', 'name'];
  const kinds = (await access.kubectl(listKinds))
    .trim()
    .split('\n')
    .filter((kind) => !volatile.has(kind));
  const unscoped = await access.kubectl(['get', kinds.join(','), '--output', 'name', '--ignore-not-found']);
  // The last --namespace counts.
  const services = await access.kubectl(['get', 'services', '--output', 'name', '--namespace', 'kube-system']);
  const inKubeSystem = services
    .trim()
    .split('\n')
    .map((name) => `kube-system ${name}`);
  return [...unscoped.trim().split('\n'), ...inKubeSystem].filter(Boolean).sort();
}

/** What two lists of resources do not have in common. */
export function compareResources(before: string[], after: string[]): { left: string[]; gone: string[] } {
  return {
    left: after.filter((name) => !before.includes(name)),
    gone: before.filter((name) => !after.includes(name)),
  };
}
