import { readFileSync } from 'node:fs';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, labName, ownerLabel } from './cluster-access.ts';
import { readNodePlatform } from './images/node-platform.ts';
import { mirrorImage, pushImage } from './images/push-images.ts';
import { checkBuildKit, checkDocker, checkTools } from './preflight.ts';
import { chooseOperator, operatorValues, removeOperator } from './release/prometheus-operator.ts';

/** A cluster that the lab did not create (KUBE_CONTEXT), with images from a registry (REGISTRY). */
export function otherCluster(access: ClusterAccess, settings: Settings): Cluster {
  // Read only when needed: `make down` pushes nothing.
  const mirrors = () => settings.registryImages === 'all';
  const findNamespace = () => access.find<{ metadata: { labels?: Record<string, string> } }>('namespace', labName);
  const readPlatform = async () => settings.imagePlatform || readNodePlatform(access);

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
    withSignal: (signal) => otherCluster(access.withSignal(signal), settings),

    exists: async () => (await findNamespace()) !== undefined,
    isIncomplete: async () => false,

    async preflight() {
      await checkTools('docker', 'kubectl', 'helm');
      await checkDocker();
      await checkBuildKit();
      await access.kubectl(['version']).catch((error: LabError) => {
        throw new LabError('preflight', error.message, 'Check the context: kubectl config get-contexts');
      });
      await readPlatform();
    },

    async claim(report) {
      await requireOurs();
      // Also brings the labels of an older namespace up to date.
      const namespace = readFileSync(`${projectFolder}k8s/namespace.yaml`, 'utf8');
      await access.kubectl(['apply', '--filename', '-'], namespace);
      await chooseOperator(access, report);
    },

    ensure: async () => {},

    async remove(report) {
      if (!(await requireOurs())) return;
      await access.helm(['uninstall', labName, '--ignore-not-found', '--wait']);
      await removeOperator(access, report);
      await access.kubectl(['delete', 'namespace', labName]);
    },

    mappedPort: async () => undefined,
    imagesFor: async () => ({ registry: settings.registry, platform: await readPlatform() }),
    get pullsOtherImages() {
      return !mirrors();
    },

    async deliver(own, others = [], progress = () => {}) {
      for (const image of own) await pushImage(access, image);
      const platform = others.length > 0 ? await readPlatform() : '';
      for (const image of others) {
        progress(image);
        await mirrorImage(access, settings.registry, platform, image);
      }
    },

    // Without the node ports of k8s/lab-values.yaml, which may already be in use: `make grafana`
    // and the like forward a port.
    valuesFile: undefined,
    values: async () => ({
      'kube-prometheus-stack.grafana.fullnameOverride': 'grafana',
      ...(await operatorValues(access)),
      ...(mirrors() && { 'global.imageRegistry': settings.registry }),
    }),
  };
}
