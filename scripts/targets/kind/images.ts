import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { glob } from 'zx';
import type { Variant } from '../../../app/build.ts';
import { projectFolder } from '../../lib/project-folder.ts';
import type { ClusterAccess } from './cluster-access.ts';

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

/** Whether the local Docker has an image. */
export function isInDocker(access: ClusterAccess, image: string): Promise<boolean> {
  return access.docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}

/** One of the lab's own images, and how to build it. */
export interface OwnImage extends Image {
  folder: 'app' | 'db-migrations';
  buildArguments: string[];
}

/**
 * An image's tag contains a hash of its content, because a node would keep an older image of the
 * same name. `prefix` is the start of the name.
 */
export async function apiImage(prefix: string, variant: Variant): Promise<OwnImage> {
  const tag = `${variant}-${await contentHash('app')}`;
  const buildArguments = ['--build-arg', `VARIANT=${variant}`];
  return { repository: `${prefix}/api`, tag, folder: 'app', buildArguments };
}

/** The image that creates the roles, migrates and seeds. */
export async function migratorImage(prefix: string): Promise<OwnImage> {
  const tag = `latest-${await contentHash('db-migrations')}`;
  return { repository: `${prefix}/migrator`, tag, folder: 'db-migrations', buildArguments: [] };
}

/**
 * Builds an image unless there is one with the same content. A second tag, for people, omits the
 * hash.
 */
export async function buildImage(access: ClusterAccess, image: OwnImage): Promise<void> {
  const dockerfile = `${projectFolder}${image.folder}/Dockerfile`;
  const options = ['--quiet', '--tag', imageName(image), '--file', dockerfile, ...image.buildArguments];
  if (!(await isInDocker(access, imageName(image)))) await access.docker(['build', ...options, projectFolder]);
  // Even if nothing was built: after a return to older code, the plain name must refer to it again.
  await access.docker(['tag', imageName(image), plainImageName(image)]);
}

/** The name without the hash, for people who set `--set api.image.tag=fixed`. */
export function plainImageName({ repository, tag }: Image): string {
  return imageName({ repository, tag: tag.replace(/-[0-9a-f]{12}$/, '') });
}
