import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { YAML } from 'zx';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { findTool, run } from '../../lib/run.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, clusterAccess, labName, nodeName, ownerLabel } from './cluster-access.ts';
import { loadImages, nameOf, nameOnNode } from './images.ts';
import { applyNamespace } from './namespace.ts';
import { checkDocker, checkInotify, checkPorts, checkRoom, checkTools } from './preflight.ts';

interface KindConfig {
  nodes: { image: string; extraPortMappings: { containerPort: number; hostPort: number }[] }[];
}

/** k8s/kind.yaml with the ports and the node image that were asked for. */
function kindConfig(settings: Settings): string {
  const config = YAML.parse(readFileSync(`${projectFolder}k8s/kind.yaml`, 'utf8')) as KindConfig;
  const hostPorts: Record<number, number> = {
    30080: settings.apiPort,
    30002: settings.grafanaPort,
    30090: settings.prometheusPort,
  };
  for (const part of config.nodes) {
    if (settings.kindNodeImage) part.image = settings.kindNodeImage;
    for (const mapping of part.extraPortMappings)
      mapping.hostPort = hostPorts[mapping.containerPort] ?? mapping.hostPort;
  }
  return YAML.stringify(config);
}

/** kind makes its new context kubectl's current one. It stays so only where there was none: a person's own is not exchanged. */
async function keepingCurrentContext(work: () => Promise<unknown>): Promise<void> {
  const current = (await run()`kubectl config current-context`).stdout.trim();
  try {
    await work();
  } finally {
    if (current) await run()`kubectl config use-context ${current}`;
  }
}

/** The lab's own cluster: one node in a container, thrown away at the end. */
export function kindCluster(access: ClusterAccess, settings: Settings): Cluster {
  async function exists(): Promise<boolean> {
    if (!(await findTool('kind')) || !(await findTool('docker'))) return false;
    const clusters = await access.kind(['get', 'clusters', '--quiet']).catch(async (error) => {
      await checkDocker();
      throw error;
    });
    return clusters.split('\n').includes(labName);
  }

  /** Asks the node itself: until it is known whose it is, nothing of it comes into the person's kubeconfig. */
  async function requireOurs(): Promise<void> {
    const ask = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', 'get', 'nodes'];
    const inNode = ['exec', nodeName, ...ask, '--selector', ownerLabel, '--output', 'name'];
    if ((await access.docker(inNode)).trim()) return;
    throw new LabError(
      'cluster_not_ours',
      `There is a kind cluster named ${labName} that this lab did not make.`,
      `Rename or delete it yourself, if you can do without it: kind delete cluster --name ${labName}`,
    );
  }

  /** There while kind makes the cluster: one that is left half made is of no use. */
  const begun = `${settings.labFolder}/cluster-begun`;

  /** Not ended by the signal: that is when it is needed. A node that is older than our beginning is somebody else's. */
  async function removeHalfMade(): Promise<void> {
    if (!existsSync(begun)) return;
    const { kind, docker } = clusterAccess(settings);
    const created = await docker(['inspect', '--format', '{{.Created}}', nodeName]).catch(() => undefined);
    if (created && Date.parse(created) >= statSync(begun).mtimeMs) await kind(['delete', 'cluster', '--name', labName]);
    rmSync(begun);
  }

  async function create(): Promise<void> {
    writeFileSync(begun, '');
    try {
      const words = ['create', 'cluster', '--config', '-', '--wait', '120s'];
      await keepingCurrentContext(() => access.kind(words, kindConfig(settings)));
      rmSync(begun);
    } catch (error) {
      await removeHalfMade().catch(console.error);
      throw error;
    }
  }

  return {
    exists,

    async preflight() {
      await checkTools('docker', 'kind', 'kubectl', 'helm');
      // What a cluster that is there needs, it has; and its ports are taken by itself.
      if (await exists()) return;
      await checkRoom();
      checkInotify();
      await checkPorts(settings);
    },

    async ensure() {
      await removeHalfMade();
      if (await exists()) {
        await requireOurs();
        await keepingCurrentContext(() => access.kind(['export', 'kubeconfig', '--name', labName]));
      } else await create();
      await access.kubectl(['config', 'set-context', access.context, '--namespace', access.namespace]);
      await applyNamespace(access);
    },

    async remove() {
      await removeHalfMade();
      if (!(await exists())) return;
      await requireOurs();
      await access.kind(['delete', 'cluster', '--name', labName]);
    },

    async mappedPort(nodePort) {
      const found = await access.docker(['port', nodeName, String(nodePort)]).catch(() => '');
      const port = /^127\.0\.0\.1:(\d+)$/m.exec(found)?.[1];
      return port ? Number(port) : undefined;
    },

    imagePrefix: labName,

    async deliver(own, others = []) {
      await loadImages(access, settings.labFolder, [...own.map(nameOf), ...others]);
      for (const image of own) await nameOnNode(access, image);
    },

    values: {},
  };
}
