import { readFileSync, rmSync } from 'node:fs';
import { YAML } from 'zx';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder, type Settings } from '../../lib/settings.ts';
import { type ClusterAccess, labName } from './cluster-access.ts';

/** The label that k8s/kind.yaml puts on the node: a cluster of the lab's name without it is somebody else's. */
const ownerLabel = 'feed-lab/created-by-the-lab';

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
  for (const node of config.nodes) {
    if (settings.kindNodeImage) node.image = settings.kindNodeImage;
    for (const mapping of node.extraPortMappings)
      mapping.hostPort = hostPorts[mapping.containerPort] ?? mapping.hostPort;
  }
  return YAML.stringify(config);
}

/** Whether a cluster of the lab's name is there. False also without kind or Docker: then there is none. */
export async function clusterExists(access: ClusterAccess): Promise<boolean> {
  const clusters = await access.kind(['get', 'clusters', '--quiet']).catch(() => '');
  return clusters.split('\n').includes(labName);
}

/** @throws {LabError} `cluster_not_ours` */
async function requireOurs(access: ClusterAccess): Promise<void> {
  await access.kind(['export', 'kubeconfig', '--name', labName, '--kubeconfig', access.kubeconfig]);
  const nodes = await access.kubectl(['get', 'nodes', '--selector', ownerLabel, '--output', 'name']);
  if (nodes.trim()) return;
  throw new LabError(
    'cluster_not_ours',
    `There is a kind cluster named ${labName} that this lab did not make.`,
    `Rename or delete it yourself, if you can do without it: kind delete cluster --name ${labName}`,
  );
}

/** Makes the cluster, or finds the one that an earlier `up` made. */
export async function ensureCluster(access: ClusterAccess, settings: Settings): Promise<void> {
  if (await clusterExists(access)) return requireOurs(access);
  const words = ['create', 'cluster', '--config', '-', '--kubeconfig', access.kubeconfig, '--wait', '120s'];
  await access.kind(words, kindConfig(settings));
}

/** Deletes the cluster with everything in it, and the lab's own kubeconfig. */
export async function deleteCluster(access: ClusterAccess): Promise<void> {
  if (await clusterExists(access)) {
    await requireOurs(access);
    await access.kind(['delete', 'cluster', '--name', labName, '--kubeconfig', access.kubeconfig]);
  }
  rmSync(access.kubeconfig, { force: true });
}
