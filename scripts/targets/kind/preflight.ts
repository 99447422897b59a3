import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { LabError } from '../../lib/lab-error.ts';
import { requireFreePort } from '../../lib/ports.ts';
import { requireTool, run } from '../../lib/run.ts';
import type { Settings } from '../../settings/settings.ts';

/** What a cluster needs: the oldest version that is known to work, how the tool says its version, and where to get it. */
const tools = {
  docker: { oldest: '20.10', ask: ['--version'], get: 'https://docs.docker.com/get-docker/' },
  kind: { oldest: '0.27', ask: ['version'], get: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation' },
  kubectl: { oldest: '1.31', ask: ['version', '--client'], get: 'https://kubernetes.io/docs/tasks/tools/' },
  helm: { oldest: '3.14', ask: ['version', '--short'], get: 'https://helm.sh/docs/intro/install/' },
};

const mebibyte = 2 ** 20;
/** The limits of all containers, and what Kubernetes itself takes. */
const memoryBytesNeeded = 5 * 1024 * mebibyte;
/** All images, once in Docker and once in the node, and the archive that carries them over. */
const diskBytesNeeded = 8 * 1024 * mebibyte;
/** kind's "Known issues: Pod errors due to too many open files" asks for 512; the lab's one node starts with fewer. */
const inotifyInstancesNeeded = 128;

/** Negative when `one` is older than `other`; "1.34.4" against "1.29". */
export function compareVersions(one: string, other: string): number {
  const parts = (version: string) => version.split('.').map(Number);
  const [oneParts, otherParts] = [parts(one), parts(other)];
  const different = otherParts.findIndex((part, index) => (oneParts[index] ?? 0) !== part);
  return different < 0 ? 0 : (oneParts[different] ?? 0) - (otherParts[different] ?? 0);
}

/** @throws {LabError} `tool_missing`, or `preflight` when one is too old */
export async function checkTools(...names: (keyof typeof tools)[]): Promise<void> {
  for (const name of names) {
    const { oldest, ask, get } = tools[name];
    await requireTool(name, `Get it: ${get}; or use the lab without a cluster: make lab`);
    const { stdout } = await run()`${name} ${ask}`;
    const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? '0';
    if (compareVersions(version, oldest) < 0)
      throw new LabError('preflight', `${name} is ${version}; the lab needs ${oldest} or newer.`, `Get it: ${get}`);
  }
}

/** @throws {LabError} `preflight` when Docker does not answer */
async function askDocker(): Promise<{ memoryBytes: number; folder: string }> {
  const { exitCode, stdout, stderr } = await run()`docker info --format ${'{{.MemTotal}} {{.DockerRootDir}}'}`;
  const [memoryBytes, folder = ''] = stdout.trim().split(' ');
  if (exitCode === 0) return { memoryBytes: Number(memoryBytes), folder };
  throw new LabError(
    'preflight',
    `Docker does not answer: ${stderr.trim().split('\n')[0]}`,
    'Start Docker, or see that you may use it: docker info',
  );
}

/** @throws {LabError} `preflight` */
export async function checkDocker(): Promise<void> {
  await askDocker();
}

/** For a cluster in containers. @throws {LabError} `preflight` */
export async function checkRoom(): Promise<void> {
  const { memoryBytes, folder } = await askDocker();
  if (memoryBytes < memoryBytesNeeded)
    throw new LabError(
      'preflight',
      `Docker has ${Math.round(memoryBytes / mebibyte)} MiB of memory; the cluster needs ${memoryBytesNeeded / mebibyte}.`,
      'Give Docker more memory, or use the lab without a cluster: make lab',
    );
  // Where Docker runs in a machine of its own, its folder cannot be seen from here.
  const disk = await statfs(folder).catch(() => undefined);
  const freeBytes = disk ? disk.bavail * disk.bsize : Number.POSITIVE_INFINITY;
  if (freeBytes < diskBytesNeeded)
    throw new LabError(
      'preflight',
      `The disk with Docker's folder ${folder} has ${Math.round(freeBytes / mebibyte)} MiB free; the cluster needs ${diskBytesNeeded / mebibyte}.`,
      'Make room: docker system df says what takes it, docker system prune removes what nobody uses.',
    );
}

/** @throws {LabError} `preflight`. `limitFile` is the kernel's own, where there is one. */
export function checkInotify(limitFile = '/proc/sys/fs/inotify/max_user_instances'): void {
  if (process.platform !== 'linux') return;
  const instances = Number(readFileSync(limitFile, 'utf8'));
  if (instances < inotifyInstancesNeeded)
    throw new LabError(
      'preflight',
      `The system allows ${instances} inotify instances per user; a cluster in containers needs ${inotifyInstancesNeeded}.`,
      'Raise it: sudo sysctl fs.inotify.max_user_instances=512',
    );
}

/** @throws {LabError} `port_taken` */
export async function checkPorts(settings: Settings): Promise<void> {
  await requireFreePort(settings.apiPort, 'the feed API', 'API_PORT');
  await requireFreePort(settings.grafanaPort, 'Grafana', 'GRAFANA_PORT');
  await requireFreePort(settings.prometheusPort, 'Prometheus', 'PROMETHEUS_PORT');
}
