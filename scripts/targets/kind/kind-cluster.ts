import { readFileSync } from 'node:fs';
import { YAML } from 'zx';
import { seedBytes } from '../../../db-migrations/src/seed-disk.ts';
import { LabError } from '../../lib/lab-error.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { findTool, run } from '../../lib/run.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Cluster } from './cluster.ts';
import { type ClusterAccess, labName, nodeName, ownerLabel } from './cluster-access.ts';
import { clusterCreation, listNodes } from './cluster-creation.ts';
import { imageName } from './images/images.ts';
import { loadImages, tagOnNode } from './images/node-images.ts';
import { pages } from './pages.ts';
import { checkBuildKit, checkDocker, checkInotify, checkMemoryAndDisk, checkPorts, checkTools } from './preflight.ts';

interface KindConfig {
  nodes: { image: string; extraPortMappings: { containerPort: number; hostPort: number }[] }[];
}

/** k8s/kind.yaml with the ports and the node image of the settings. */
function kindConfig(settings: Settings): string {
  const config = YAML.parse(readFileSync(`${projectFolder}k8s/kind.yaml`, 'utf8')) as KindConfig;
  for (const node of config.nodes) {
    if (settings.kindNodeImage) node.image = settings.kindNodeImage;
    for (const mapping of node.extraPortMappings) {
      const page = Object.values(pages).find(({ nodePort }) => nodePort === mapping.containerPort);
      if (page) mapping.hostPort = settings[page.setting];
    }
  }
  return YAML.stringify(config);
}

/** Restores kubectl's current context after `work`, because kind replaces it with its own. */
async function keepCurrentContext(work: () => Promise<unknown>): Promise<void> {
  const current = (await run('kubectl')`kubectl config current-context`).stdout.trim();
  try {
    await work();
  } finally {
    if (current) await run('kubectl')`kubectl config use-context ${current}`;
  }
}

/** The lab's own cluster: one node in a container, deleted at the end. */
export function kindCluster(access: ClusterAccess, settings: Settings): Cluster {
  async function exists(): Promise<boolean> {
    if (!(await findTool('kind')) || !(await findTool('docker'))) return false;
    const clusters = await access.kind(['get', 'clusters', '--quiet']).catch(async (error) => {
      await checkDocker();
      throw error;
    });
    return clusters.split('\n').includes(labName) && !(await creation.isIncomplete());
  }

  async function requireOurs(): Promise<void> {
    if (await listNodes(access, '--selector', ownerLabel)) return;
    throw new LabError(
      'cluster_not_ours',
      `There is a kind cluster named ${labName} that this lab did not create.`,
      `Delete it yourself, if you do not need it: kind delete cluster --name ${labName}`,
    );
  }

  const creation = clusterCreation(access, settings.labFolder);

  return {
    access,
    withSignal: (signal) => kindCluster(access.withSignal(signal), settings),
    exists,

    async preflight() {
      await checkTools('docker', 'kind', 'kubectl', 'helm');
      await checkDocker();
      // An incomplete one would occupy the ports.
      await creation.removeRemains();
      // An existing cluster already has its memory and disk space, and itself uses the ports.
      if (await exists()) return;
      await checkMemoryAndDisk(settings.posts ? seedBytes(settings.posts) : 0);
      await checkBuildKit();
      checkInotify();
      await checkPorts(settings);
    },

    isIncomplete: creation.isIncomplete,

    async claim() {
      await creation.removeRemains();
      if (await exists()) await requireOurs();
    },

    async ensure() {
      if (await exists()) {
        await keepCurrentContext(() => access.kind(['export', 'kubeconfig', '--name', labName]));
      } else {
        const create = ['create', 'cluster', '--config', '-', '--wait', '120s'];
        await creation.run(() => keepCurrentContext(() => access.kind(create, kindConfig(settings))));
      }
      await access.kubectl(['config', 'set-context', access.context, '--namespace', labName]);
      await access.kubectl(['apply', '--filename', `${projectFolder}k8s/priority-class.yaml`]);
      // Also brings the labels of an older namespace up to date.
      const namespace = readFileSync(`${projectFolder}k8s/namespace.yaml`, 'utf8');
      await access.kubectl(['apply', '--filename', '-'], namespace);
    },

    async remove() {
      await creation.removeRemains();
      if (!(await exists())) return;
      await requireOurs();
      await access.kind(['delete', 'cluster', '--name', labName]);
    },

    async mappedPort(nodePort) {
      const found = await access.docker(['port', nodeName, String(nodePort)]).catch(() => '');
      const port = /^127\.0\.0\.1:(\d+)$/m.exec(found)?.[1];
      return port ? Number(port) : undefined;
    },

    // The node is a container, of the platform that Docker also builds for.
    imagesFor: async () => ({ registry: '', platform: '' }),
    pullsOtherImages: false,

    async deliver(own, others = [], progress) {
      await loadImages(access, [...own.map(imageName), ...others], progress);
      for (const image of own) await tagOnNode(access, image);
    },

    valuesFile: `${projectFolder}k8s/lab-values.yaml`,
    values: async () => ({ 'postgres.priorityClassName': 'feed-lab-database' }),
  };
}
