import { LabError } from '../../lib/lab-error.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, labName, ownerLabel } from './cluster-access.ts';
import { nameOf, plainName } from './images.ts';
import { applyNamespace } from './namespace.ts';
import { checkDocker, checkTools } from './preflight.ts';

/** A cluster that the lab did not make (KUBE_CONTEXT): it gets a namespace there, and its images come from a registry (REGISTRY). */
export function otherCluster(access: ClusterAccess, settings: Settings): Cluster {
  /** Undefined when there is no such namespace. */
  async function findNamespace(): Promise<{ ours: boolean } | undefined> {
    const found = await access.kubectl(['get', 'namespace', labName, '--ignore-not-found', '--output', 'json']);
    if (!found.trim()) return undefined;
    const { metadata } = JSON.parse(found) as { metadata: { labels?: Record<string, string> } };
    return { ours: metadata.labels?.[ownerLabel] === 'true' };
  }

  async function requireOurs(): Promise<boolean> {
    const namespace = await findNamespace();
    if (namespace && !namespace.ours)
      throw new LabError(
        'cluster_not_ours',
        `${access.context} has a namespace ${labName} that this lab did not make.`,
        `Look at what is in it; the lab uses it once it is gone: kubectl --context ${access.context} get all --namespace ${labName}`,
      );
    return namespace !== undefined;
  }

  return {
    async exists() {
      return (await findNamespace()) !== undefined;
    },

    async preflight() {
      await checkTools('docker', 'kubectl', 'helm');
      await checkDocker();
      await access.kubectl(['version']).catch((error: LabError) => {
        throw new LabError('preflight', error.message, 'See that the context is right: kubectl config get-contexts');
      });
    },

    async ensure() {
      await requireOurs();
      await applyNamespace(access);
    },

    async remove() {
      if (!(await requireOurs())) return;
      await access.helm(['uninstall', labName, '--ignore-not-found', '--wait']);
      await access.kubectl(['delete', 'namespace', labName]);
    },

    mappedPort: async () => undefined,
    imagePrefix: `${settings.registry}/${labName}`,

    async deliver(own) {
      // The cluster pulls those of others itself, from where they come from.
      for (const image of own)
        for (const name of [nameOf(image), plainName(image)]) await access.docker(['push', '--quiet', name]);
    },

    // No port of a node that others may use; `make grafana` and its like forward one.
    values: {
      'api.nodePort': 'null',
      'kube-prometheus-stack.grafana.service.type': 'ClusterIP',
      'kube-prometheus-stack.prometheus.service.type': 'ClusterIP',
    },
  };
}
