import { readFileSync } from 'node:fs';
import { freeBytesOf } from '../../lib/free-bytes.ts';
import { LabError } from '../../lib/lab-error.ts';
import { requireFreePort } from '../../lib/ports.ts';
import { requireTool, run } from '../../lib/run.ts';
import type { Settings } from '../../settings/settings.ts';
import { pages } from './pages.ts';

/** The oldest version that is known to work, the arguments that print it, and the download. */
const tools = {
  docker: { oldest: '20.10', args: ['--version'], get: 'https://docs.docker.com/get-docker/' },
  kind: { oldest: '0.27', args: ['version'], get: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation' },
  kubectl: { oldest: '1.31', args: ['version', '--client'], get: 'https://kubernetes.io/docs/tasks/tools/' },
  helm: { oldest: '3.14', args: ['version', '--short'], get: 'https://helm.sh/docs/intro/install/' },
};

type Tool = keyof typeof tools;

/** Where to get one of the tools. */
export const downloadOf = (name: Tool): string => `Get it: ${tools[name].get}`;

/** Compares the numbers in a text by value: 1.9 comes before 1.29. */
const versions = new Intl.Collator('en', { numeric: true });

const mebibyte = 2 ** 20;
/** The memory limits of all containers, plus the memory that Kubernetes itself needs. */
const memoryBytesNeeded = 5 * 1024 * mebibyte;
/** All images, in Docker and on the node. */
const diskBytesNeeded = 8 * 1024 * mebibyte;
/** kind asks for 512 ("Pod errors due to too many open files"); a single node needs fewer. */
const inotifyInstancesNeeded = 128;

/**
 * The package podman-docker installs Podman as `docker`, with other version numbers.
 * @throws {LabError} `preflight`
 */
async function requireNotPodman(): Promise<void> {
  const { stdout, stderr } = await run('docker')`docker --version`;
  const version = /podman version \S+/i.exec(stdout)?.[0];
  if (!version && !/using podman/i.test(stderr)) return;
  throw new LabError(
    'preflight',
    `The docker command is Podman's emulation${version ? ` (${version})` : ''}; the lab needs Docker itself.`,
    `Get it: ${tools.docker.get}; make sure that it comes before Podman's docker in PATH (which -a docker). Or use the lab without a cluster: make lab`,
  );
}

/** @throws {LabError} `tool_missing`, or `preflight` if one is too old, or an emulation */
export async function checkTools(...names: Tool[]): Promise<void> {
  for (const name of names) {
    const { oldest, args, get } = tools[name];
    await requireTool(name, `Get it: ${get}; or use the lab without a cluster: make lab`);
    if (name === 'docker') await requireNotPodman();
    const { stdout } = await run(name)`${name} ${args}`;
    const version = /\d+\.\d+(\.\d+)?/.exec(stdout)?.[0] ?? '0';
    if (versions.compare(version, oldest) < 0)
      throw new LabError('preflight', `${name} is ${version}; the lab needs ${oldest} or newer.`, `Get it: ${get}`);
  }
}

/** Resolves to the resources of Docker. @throws {LabError} `preflight` if it does not respond */
export async function checkDocker(): Promise<{ memoryBytes: number; folder: string }> {
  const { exitCode, stdout, stderr } = await run('docker')`docker info --format ${'{{.MemTotal}} {{.DockerRootDir}}'}`;
  const [memoryBytes, folder = ''] = stdout.trim().split(' ');
  if (exitCode === 0) return { memoryBytes: Number(memoryBytes), folder };
  await requireNotPodman();
  throw new LabError(
    'preflight',
    `Docker does not respond: ${stderr.trim().split('\n')[0]}`,
    'Start Docker, or check that you are allowed to use it: docker info',
  );
}

/**
 * Images are built with secrets and for platforms. @throws {LabError} `preflight` without BuildKit
 */
export async function checkBuildKit(): Promise<void> {
  const version = await run('docker')`docker --version`;
  const [major = 0] = /\d+/.exec(version.stdout) ?? [];
  // Before 23, BuildKit needs no plugin.
  if (Number(major) < 23) return;
  const { exitCode } = await run('docker')`docker buildx version`;
  if (exitCode === 0) return;
  throw new LabError(
    'preflight',
    "Docker cannot build the lab's images: its plugin buildx is missing.",
    'Install it: https://docs.docker.com/go/buildx/ (on Debian and Ubuntu, the package docker-buildx or docker-buildx-plugin)',
  );
}

/**
 * Checks memory and disk for a cluster in containers.
 * @param seedBytes what the posts need, besides the images
 * @throws {LabError} `preflight`
 */
export async function checkMemoryAndDisk(seedBytes = 0): Promise<void> {
  const { memoryBytes, folder } = await checkDocker();
  if (memoryBytes < memoryBytesNeeded)
    throw new LabError(
      'preflight',
      `Docker has ${Math.round(memoryBytes / mebibyte)} MiB of memory; the cluster needs ${memoryBytesNeeded / mebibyte}.`,
      'Give Docker more memory, or use the lab without a cluster: make lab',
    );
  // If Docker runs in a virtual machine, the folder is in that machine.
  const freeBytes = await freeBytesOf(folder).catch(() => Number.POSITIVE_INFINITY);
  const neededBytes = diskBytesNeeded + seedBytes;
  if (freeBytes < neededBytes)
    throw new LabError(
      'preflight',
      `The disk with Docker's folder ${folder} has ${Math.round(freeBytes / mebibyte)} MiB free; the cluster needs ${Math.ceil(neededBytes / mebibyte)}.`,
      'Free some space: docker system df shows the usage, docker system prune removes unused data.',
    );
}

/** @throws {LabError} `preflight` */
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
  for (const { setting, purpose, variable } of Object.values(pages))
    await requireFreePort(settings[setting], purpose, variable);
}
