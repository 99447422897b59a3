import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { childEnvironment } from '../../../lib/child-environment.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { waitUntil } from '../../../lib/timing.ts';
import { type ClusterAccess, isAbsent, nodeName } from '../cluster-access.ts';
import { type Image, imageName, isInDocker, plainImageName } from './images.ts';
import { fullName } from './registry.ts';

const ctr = ['exec', '--interactive', nodeName, 'ctr', '--namespace', 'k8s.io'];
/** Its containerd answers a few seconds after the node has started. */
const containerdTimeoutMs = 120_000;

/** Also gives an image on the node its plain name, taking it from an older image. */
export async function tagOnNode(access: ClusterAccess, image: Image): Promise<void> {
  const names = [imageName(image), plainImageName(image)].map(fullName);
  await access.docker([...ctr, 'images', 'tag', '--force', ...names]);
}

/**
 * Waits for the node's container without a time limit, because kind first pulls its image, which
 * can take many minutes. If kind fails, the signal of `access` aborts.
 */
async function waitForNode(access: ClusterAccess): Promise<void> {
  const exists = async () => {
    const { exitCode, stderr } = await access.tryDocker(['container', 'inspect', nodeName]);
    return exitCode === 0 || !isAbsent(stderr);
  };
  await waitUntil(exists, { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: 250, signal: access.signal });
}

/** The images on the node, once its containerd answers, which is before the cluster is ready. */
export async function listNodeImages(access: ClusterAccess): Promise<Set<string>> {
  await waitForNode(access);
  let names = '';
  const list = [...ctr, 'images', 'list', '--quiet'];
  const answers = async () => {
    names = await access.docker(list).catch(() => '');
    access.signal?.throwIfAborted();
    return names !== '';
  };
  // The images of Kubernetes itself are part of the node's, so the list is never empty.
  if (!(await waitUntil(answers, { timeoutMs: containerdTimeoutMs, intervalMs: 250 }))) await access.docker(list);
  return new Set(names.split('\n'));
}

/**
 * The node's snapshotter, which kind chooses for the machine: fuse-overlayfs or native if overlayfs
 * does not work.
 */
async function readSnapshotter(access: ClusterAccess): Promise<string> {
  const config = await access.docker(['exec', nodeName, 'cat', '/etc/containerd/config.toml']);
  return /^\s*snapshotter = ["'](.+)["']/m.exec(config)?.[1] ?? 'overlayfs';
}

/**
 * Waits for a process to end. Resolves to its error output, or '' if it succeeded. SIGPIPE counts
 * as success: its reader ended first, and knows best whether it had read enough.
 */
async function errorsOf(child: ChildProcess): Promise<string> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const [exitCode, signal] = await once(child, 'close');
  if (exitCode === 0 || signal === 'SIGPIPE') return '';
  return errors.trim() || `it ended with ${signal ?? `exit code ${exitCode}`}`;
}

/**
 * Streams images from Docker to the node's containerd, without an archive on disk. Shared
 * layers are transferred once. After an interrupted transfer, containerd has no named image.
 */
async function carry(access: ClusterAccess, images: string[], onProgress: (megabytes: number) => void): Promise<void> {
  const importImages = [...ctr, 'images', 'import', '--snapshotter', await readSnapshotter(access), '-'];
  const { signal } = access;
  // Not with run(), which would keep the whole stream in memory.
  const env = childEnvironment('docker');
  const saving = spawn('docker', ['save', ...images], { env, stdio: ['ignore', 'pipe', 'pipe'], signal });
  const importing = spawn('docker', importImages, { env, stdio: ['pipe', 'ignore', 'pipe'], signal });
  let bytes = 0;
  saving.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    onProgress(bytes / 1e6);
  });
  // A broken pipe is only a consequence; the error output of the processes has the cause.
  const piping = pipeline(saving.stdout, importing.stdin).catch(() => {});
  const ended = Promise.all([errorsOf(saving), errorsOf(importing)]);
  const [saveErrors, importErrors] = await ended.catch((error) => {
    signal?.throwIfAborted();
    throw error;
  });
  await piping;
  signal?.throwIfAborted();
  if (!saveErrors && !importErrors) return;
  throw new LabError(
    'cluster_failed',
    `The images could not be loaded into the cluster: ${(importErrors || saveErrors).split('\n').at(-1)}`,
    'Check the free disk space: docker system df',
  );
}

/** Loads images that the node lacks. Docker pulls them, and keeps them for the next cluster. */
export async function loadImages(
  access: ClusterAccess,
  images: string[],
  progress: (text: string) => void = () => {},
): Promise<void> {
  progress('waiting for the node');
  const present = await listNodeImages(access);
  const missing = images.filter((image) => !present.has(fullName(image)));
  if (missing.length === 0) return;
  progress(`${missing.length} of them`);
  for (const image of missing) {
    if (await isInDocker(access, image)) continue;
    progress(`pulling ${image}`);
    await access.docker(['pull', '--quiet', image]);
  }
  await carry(access, missing, (megabytes) => progress(`${Math.round(megabytes)} MB`));
}
