import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { YAML } from 'zx';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { projectFolder } from '../../scripts/lib/project-folder.ts';
import type { Report } from '../../scripts/lib/report.ts';
import { isInDocker } from '../../scripts/targets/kind/images/images.ts';
import { type Command, commandRunner } from './command.ts';
import { whileForwarding } from './forward.ts';
import { hostOf, isLoopback, type ReleaseSettings } from './settings.ts';

/** Not the lab's own cluster, which may be running. */
const clusterName = 'feed-lab-release';
const nodeName = `${clusterName}-control-plane`;
/** Where containerd looks up the registries that need special treatment. */
const registriesFolder = '/etc/containerd/certs.d';

/** Docker's credentials: kubelet reads the same file for private registries. */
function dockerCredentials(): string | undefined {
  const file = join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json');
  return existsSync(file) ? file : undefined;
}

/**
 * The lab's own kind cluster (k8s/kind.yaml) under another name, and without its ports, so that it
 * can run beside the lab's.
 */
export function kindConfig(nodeImage: string, credentialsFile?: string): string {
  const lab = YAML.parse(readFileSync(`${projectFolder}k8s/kind.yaml`, 'utf8'));
  const credentials = { hostPath: credentialsFile, containerPath: '/var/lib/kubelet/config.json', readOnly: true };
  const node = {
    role: 'control-plane',
    image: nodeImage || lab.nodes[0].image,
    ...(credentialsFile && { extraMounts: [credentials] }),
  };
  // The default of newer node images.
  const registries = `[plugins."io.containerd.grpc.v1.cri".registry]\n  config_path = "${registriesFolder}"\n`;
  return YAML.stringify({
    kind: lab.kind,
    apiVersion: lab.apiVersion,
    name: clusterName,
    nodes: [node],
    containerdConfigPatches: [registries],
  });
}

/** Makes a registry on 127.0.0.1 reachable from the node, where 127.0.0.1 is the node itself. */
async function whileReachable(command: Command, registry: string, work: () => Promise<void>): Promise<void> {
  if (!isLoopback(registry)) return work();
  const host = hostOf(registry);
  const gateway = '{{range .IPAM.Config}}{{.Gateway}} {{end}}';
  const gateways = (await command('docker', ['network', 'inspect', 'kind', '--format', gateway])).split(' ');
  const hostAddress = gateways.find((address) => /^\d+\.\d+\.\d+\.\d+$/.test(address)) ?? '127.0.0.1';
  await whileForwarding(hostAddress, Number(host.split(':')[1] ?? 80), async (address) => {
    const write = `mkdir -p ${registriesFolder}/${host} && cat > ${registriesFolder}/${host}/hosts.toml`;
    await command('docker', ['exec', '-i', nodeName, 'sh', '-c', write], `[host."http://${address}"]\n`);
    await work();
  });
}

/**
 * Loads images that Docker already has, which saves the node a download; the node pulls the others.
 */
export async function loadPresentImages(command: Command, images: string[]): Promise<void> {
  const access = { docker: (args: string[]) => command('docker', args) };
  const present: string[] = [];
  for (const image of images) if (await isInDocker(access, image)) present.push(image);
  if (present.length > 0) await command('kind', ['load', 'docker-image', ...present, '--name', clusterName]);
}

/**
 * Runs `work` with the kubeconfig of a new cluster that reaches the registry, and deletes the
 * cluster. The user's kubeconfig is not touched.
 */
export async function withCluster(
  command: Command,
  { registry, kindNodeImage }: ReleaseSettings,
  report: Report,
  work: (kubeconfig: string) => Promise<void>,
): Promise<void> {
  const clusters = await command('kind', ['get', 'clusters', '--quiet']);
  if (clusters.split('\n').includes(clusterName))
    throw new LabError(
      'busy',
      `There is already a kind cluster named ${clusterName}.`,
      `If no other release test is running: kind delete cluster --name ${clusterName}`,
    );
  const folder = await mkdtemp(join(tmpdir(), 'feed-lab-release-'));
  const kubeconfig = join(folder, 'kubeconfig');
  try {
    await report.step(`Create the cluster ${clusterName}`, () => {
      const args = ['create', 'cluster', '--config', '-', '--kubeconfig', kubeconfig, '--wait', '120s'];
      return command('kind', args, kindConfig(kindNodeImage, dockerCredentials()));
    });
    await whileReachable(command, registry, () => work(kubeconfig));
  } finally {
    // Without a signal, because this also cleans up after an interruption.
    const args = ['delete', 'cluster', '--name', clusterName, '--kubeconfig', kubeconfig];
    await report.step(`Delete the cluster ${clusterName}`, () => commandRunner()('kind', args));
    await rm(folder, { recursive: true, force: true });
  }
}
