import { LabError } from '../../lib/lab-error.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, labName, ownerLabel } from './cluster-access.ts';
import { imageName, plainImageName } from './images.ts';
import { checkDocker, checkTools } from './preflight.ts';

/** A cluster that the lab did not create (KUBE_CONTEXT), with images from a registry (REGISTRY). */
export function otherCluster(access: ClusterAccess, registry: string): Cluster {
  const findNamespace = () => access.find<{ metadata: { labels?: Record<string, string> } }>('namespace', labName);

  /** Resolves to whether the namespace exists. */
  async function requireOurs(): Promise<boolean> {
    const namespace = await findNamespace();
    if (namespace && namespace.metadata.labels?.[ownerLabel] !== 'true')
      throw new LabError(
        'cluster_not_ours',
        `${access.context} has a namespace ${labName} that this lab did not create.`,
        `The lab needs this name. See what the namespace contains: kubectl --context ${access.context} get all --namespace ${labName}`,
      );
    return namespace !== undefined;
  }

  return {
    access,
    withSignal: (signal) => otherCluster(access.withSignal(signal), registry),

    exists: async () => (await findNamespace()) !== undefined,

    async preflight() {
      await checkTools('docker', 'kubectl', 'helm');
      await checkDocker();
      await access.kubectl(['version']).catch((error: LabError) => {
        throw new LabError('preflight', error.message, 'Check the context: kubectl config get-contexts');
      });
    },

    isIncomplete: async () => false,

    async claim() {
      await requireOurs();
    },

    // The namespace is part of the installation.
    ensure: async () => {},

    async remove() {
      if (!(await requireOurs())) return;
      await access.helm(['uninstall', labName, '--ignore-not-found', '--wait']);
      await access.kubectl(['delete', 'namespace', labName]);
    },

    mappedPort: async () => undefined,
    imagePrefix: `${registry}/${labName}`,

    async deliver(own) {
      // The cluster pulls other images from their own registries.
      for (const image of own)
        for (const name of [imageName(image), plainImageName(image)]) await access.docker(['push', '--quiet', name]);
    },

    // No node ports, which may already be in use: `make grafana` and the like forward a port.
    values: {
      'api.service.type': 'ClusterIP',
      'api.service.nodePort': 'null',
      'kube-prometheus-stack.grafana.service.type': 'ClusterIP',
      'kube-prometheus-stack.prometheus.service.type': 'ClusterIP',
    },
  };
}
