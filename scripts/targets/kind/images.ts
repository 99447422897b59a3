import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { glob } from 'zx';
import type { Variant } from '../../../app/build.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import { type ClusterAccess, labName, nodeName } from './cluster-access.ts';

/** What goes into both images: .dockerignore lets nothing else through but the code of each. */
const sharedInputs = [
  ...['package.json', 'package-lock.json', '.npmrc', '.dockerignore', 'tsconfig.json'],
  ...['app/package.json', 'db-migrations/package.json'],
];
const apiInputs = [...sharedInputs, 'app/**'];
const migratorInputs = [...sharedInputs, 'db-migrations/**'];
const notInputs = ['**/*.test.ts', '**/testing/**', '**/node_modules/**', 'db-migrations/mine/**'];

/** Twelve digits that change when one of the files changes, and only then. */
async function contentHash(inputs: string[]): Promise<string> {
  const files = (await glob(inputs, { cwd: projectFolder, ignore: notInputs, dot: true })).sort();
  const hash = createHash('sha256');
  for (const file of files)
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

export const nameOf = ({ repository, tag }: Image) => `${repository}:${tag}`;

/** Whether the local Docker has an image of this name. */
function isLocal(access: ClusterAccess, image: string): Promise<boolean> {
  return access.docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}

/**
 * Builds an image unless there is one of the same content. Its tag carries the content's hash, or a node would go on using an
 * older image of the same name; a second tag without it is for people.
 */
async function build(
  access: ClusterAccess,
  repository: string,
  plainTag: string,
  inputs: string[],
  words: string[],
): Promise<Image> {
  const image = { repository, tag: `${plainTag}-${await contentHash(inputs)}` };
  if (!(await isLocal(access, nameOf(image))))
    await access.docker(['build', '--quiet', '--tag', nameOf(image), ...words, projectFolder]);
  // Also when nothing was built: after going back to older code, the plain name has to go back too.
  await access.docker(['tag', nameOf(image), plainName(image)]);
  return image;
}

/** The API in one variant. `prefix` stands before the image's name. */
export function buildApiImage(access: ClusterAccess, prefix: string, variant: Variant): Promise<Image> {
  const words = ['--file', `${projectFolder}app/Dockerfile`, '--build-arg', `VARIANT=${variant}`];
  return build(access, `${prefix}/api`, variant, apiInputs, words);
}

/** Roles, migrations and seed. */
export function buildMigratorImage(access: ClusterAccess, prefix: string): Promise<Image> {
  return build(access, `${prefix}/migrator`, 'latest', migratorInputs, [
    '--file',
    `${projectFolder}db-migrations/Dockerfile`,
  ]);
}

/** The tag without the hash: what a person writes by hand, as in `--set api.image.tag=fixed`. */
export function plainName({ repository, tag }: Image): string {
  return nameOf({ repository, tag: tag.replace(/-[0-9a-f]{12}$/, '') });
}

/** containerd's own tool, on the node, where Kubernetes keeps its images. */
function containerd(access: ClusterAccess, words: string[]): Promise<string> {
  return access.docker(['exec', nodeName, 'ctr', '--namespace', 'k8s.io', ...words]);
}

/** What the node has already, each under every name it is known by. */
async function imagesOnNode(access: ClusterAccess): Promise<Set<string>> {
  return new Set((await containerd(access, ['images', 'list', '--quiet'])).split('\n'));
}

/** docker.io/library/postgres:17 for postgres:17, as containerd keeps it. */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasRegistry) return image;
  return rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`;
}

/** Gives an image on the node its plain name too, and takes it from an older one. */
export async function nameOnNode(access: ClusterAccess, image: Image): Promise<void> {
  await containerd(access, ['images', 'tag', '--force', fullName(nameOf(image)), fullName(plainName(image))]);
}

/** Brings images into the node that it does not have: Docker pulls what it has not got itself, once, outside the cluster. */
export async function loadImages(access: ClusterAccess, labFolder: string, images: string[]): Promise<void> {
  const present = await imagesOnNode(access);
  const missing = images.filter((image) => !present.has(fullName(image)));
  if (missing.length === 0) return;
  for (const image of missing) if (!(await isLocal(access, image))) await access.docker(['pull', '--quiet', image]);
  const archive = `${labFolder}/images.tar`;
  try {
    await access.docker(['save', '--output', archive, ...missing]);
    await access.kind(['load', 'image-archive', archive, '--name', labName]);
  } finally {
    await rm(archive, { force: true });
  }
}
