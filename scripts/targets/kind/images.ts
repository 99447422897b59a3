import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { glob } from 'zx';
import type { Variant } from '../../../app/build.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { type ClusterAccess, labName, nodeName } from './cluster-access.ts';

/** Files in both images. .dockerignore excludes all others, except the code of each image. */
const sharedInputs = [
  ...['package.json', 'package-lock.json', '.npmrc', '.dockerignore', 'tsconfig.json'],
  ...['app/package.json', 'db-migrations/package.json'],
];
const notInputs = ['**/*.test.ts', '**/testing/**', '**/node_modules/**', 'db-migrations/mine/**'];

/** Twelve hexadecimal digits that depend only on the names and contents of an image's files. */
async function contentHash(folder: string): Promise<string> {
  const inputs = [...sharedInputs, `${folder}/**`];
  const files = await glob(inputs, { cwd: projectFolder, ignore: notInputs, dot: true });
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(`${projectFolder}${file}`))
      .update('\0');
  return hash.digest('hex').slice(0, 12);
}

export interface Image {
  repository: string;
  tag: string;
}

export const imageName = ({ repository, tag }: Image) => `${repository}:${tag}`;

function isInDocker(access: ClusterAccess, image: string): Promise<boolean> {
  return access.docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}

/**
 * Builds an image unless there is one with the same content. Its tag contains a hash of the
 * content, because a node would keep an older image of the same name. A second tag, for people,
 * omits it.
 */
async function build(
  access: ClusterAccess,
  repository: string,
  plainTag: string,
  folder: string,
  args: string[] = [],
): Promise<Image> {
  const image = { repository, tag: `${plainTag}-${await contentHash(folder)}` };
  const options = ['--quiet', '--tag', imageName(image), '--file', `${projectFolder}${folder}/Dockerfile`, ...args];
  if (!(await isInDocker(access, imageName(image)))) await access.docker(['build', ...options, projectFolder]);
  // Even if nothing was built: after a return to older code, the plain name must refer to it again.
  await access.docker(['tag', imageName(image), plainImageName(image)]);
  return image;
}

/** Builds the API in one variant. `prefix` is the start of the image's name. */
export function buildApiImage(access: ClusterAccess, prefix: string, variant: Variant): Promise<Image> {
  return build(access, `${prefix}/api`, variant, 'app', ['--build-arg', `VARIANT=${variant}`]);
}

/** Builds the image that creates the roles, migrates and seeds. */
export function buildMigratorImage(access: ClusterAccess, prefix: string): Promise<Image> {
  return build(access, `${prefix}/migrator`, 'latest', 'db-migrations');
}

/** The name without the hash, for people who set `--set api.image.tag=fixed`. */
export function plainImageName({ repository, tag }: Image): string {
  return imageName({ repository, tag: tag.replace(/-[0-9a-f]{12}$/, '') });
}

function runCtr(access: ClusterAccess, args: string[]): Promise<string> {
  return access.docker(['exec', nodeName, 'ctr', '--namespace', 'k8s.io', ...args]);
}

/** An image's name in containerd: docker.io/library/postgres:17 for postgres:17. */
export function containerdName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length === 0) return `docker.io/library/${image}`;
  const isRegistry = /[.:]|^localhost$/.test(first);
  return isRegistry ? image : `docker.io/${image}`;
}

/** Also tags an image on the node with its plain name, which an older image then loses. */
export async function tagOnNode(access: ClusterAccess, image: Image): Promise<void> {
  const names = [imageName(image), plainImageName(image)].map(containerdName);
  await runCtr(access, ['images', 'tag', '--force', ...names]);
}

/** Loads images that the node lacks. Docker pulls them, and keeps them for the next cluster. */
export async function loadImages(access: ClusterAccess, labFolder: string, images: string[]): Promise<void> {
  const present = new Set((await runCtr(access, ['images', 'list', '--quiet'])).split('\n'));
  const missing = images.filter((image) => !present.has(containerdName(image)));
  if (missing.length === 0) return;
  for (const image of missing) if (!(await isInDocker(access, image))) await access.docker(['pull', '--quiet', image]);
  const archive = `${labFolder}/images.tar`;
  try {
    await access.docker(['save', '--output', archive, ...missing]);
    await access.kind(['load', 'image-archive', archive, '--name', labName]);
  } finally {
    await rm(archive, { force: true });
  }
}
