import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { glob } from 'zx';
import type { Variant } from '../../../../app/build.ts';
import { LabError } from '../../../lib/lab-error.ts';
import { projectFolder } from '../../../lib/project-folder.ts';
import { type ClusterAccess, labName } from '../cluster-access.ts';
import { withNpmSecret } from './npm-settings.ts';

/** Files in both images. .dockerignore excludes all others, except the code of each image. */
const sharedInputs = [
  ...['package.json', 'package-lock.json', '.dockerignore', 'tsconfig.json'],
  ...['app/package.json', 'db-migrations/package.json'],
];
const notInputs = ['**/*.test.ts', '**/testing/**', '**/node_modules/**', 'db-migrations/mine/**'];

/** Where the lab's own images go; each may be empty: no registry, and the platform of Docker. */
export interface ImagesFor {
  registry: string;
  platform: string;
}

/**
 * Twelve hexadecimal digits that depend only on the platform, and on names and contents of files.
 */
async function contentHash(folder: string, platform: string): Promise<string> {
  const inputs = [...sharedInputs, `${folder}/**`];
  const files = await glob(inputs, { cwd: projectFolder, ignore: notInputs, dot: true });
  const hash = createHash('sha256').update(platform);
  for (const file of files.sort())
    hash
      .update(`${file}\0`)
      .update(readFileSync(`${projectFolder}${file}`))
      .update('\0');
  return hash.digest('hex').slice(0, 12);
}

export interface Image {
  registry: string;
  repository: string;
  tag: string;
}

export function imageName({ registry, repository, tag }: Image): string {
  return `${registry ? `${registry}/` : ''}${repository}:${tag}`;
}

/** The chart's values that select an image; without a digest of the release, which would win. */
export function imageValues(component: 'api' | 'database', { registry, repository, tag }: Image) {
  const image = `${component}.image`;
  return {
    [`${image}.registry`]: registry,
    [`${image}.repository`]: repository,
    [`${image}.tag`]: tag,
    [`${image}.digest`]: '',
  };
}

/** Whether Docker on this machine has an image. */
export function isInDocker(access: Pick<ClusterAccess, 'docker'>, image: string): Promise<boolean> {
  return access.docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );
}

/** One of the lab's own images, and how to build it. */
export interface OwnImage extends Image {
  folder: 'app' | 'db-migrations';
  buildOptions: string[];
}

/**
 * An image's tag contains a hash of its content, because a node would keep an older image of the
 * same name.
 */
async function ownImage(
  { registry, platform }: ImagesFor,
  { name, folder, plainTag }: { name: string; folder: OwnImage['folder']; plainTag: string },
): Promise<OwnImage> {
  const tag = `${plainTag}-${await contentHash(folder, platform)}`;
  const buildOptions = platform ? ['--platform', platform] : [];
  return { registry, repository: `${labName}/${name}`, tag, folder, buildOptions };
}

export async function apiImage(imagesFor: ImagesFor, variant: Variant): Promise<OwnImage> {
  const image = await ownImage(imagesFor, { name: 'api', folder: 'app', plainTag: variant });
  return { ...image, buildOptions: [...image.buildOptions, '--build-arg', `VARIANT=${variant}`] };
}

/** The image that creates the roles, migrates and seeds. */
export function migratorImage(imagesFor: ImagesFor): Promise<OwnImage> {
  return ownImage(imagesFor, { name: 'migrator', folder: 'db-migrations', plainTag: 'latest' });
}

/** The lines of a build's output that say why it failed: those of npm and the compiler, too. */
function errorLines(output: string): string {
  const lines = output.split('\n').filter((line) => /error/i.test(line));
  return [...new Set(lines.slice(-6))].join('\n');
}

async function buildImage(access: ClusterAccess, image: OwnImage, secret: string[]): Promise<void> {
  if (!(await isInDocker(access, imageName(image)))) {
    const dockerfile = `${projectFolder}${image.folder}/Dockerfile`;
    const options = ['--progress', 'plain', '--tag', imageName(image), '--file', dockerfile];
    const build = ['build', ...options, ...image.buildOptions, ...secret, projectFolder];
    const { exitCode, stderr } = await access.tryDocker(build);
    if (exitCode !== 0)
      throw new LabError(
        'build_failed',
        `The image ${plainImageName(image)} cannot be built:\n${errorLines(stderr) || stderr.trim()}`,
        `See all of the output: docker build --progress plain --file ${image.folder}/Dockerfile .`,
      );
  }
  // Even if nothing was built: after a return to older code, the plain name must refer to it again.
  await access.docker(['tag', imageName(image), plainImageName(image)]);
}

/**
 * Builds images unless there are some with the same content. A second tag, for people, omits the
 * hash.
 */
export async function buildImages(access: ClusterAccess, images: OwnImage[]): Promise<void> {
  await withNpmSecret((secret) => Promise.all(images.map((image) => buildImage(access, image, secret))));
}

/** The name without the hash, for people who set `--set api.image.tag=fixed`. */
export function plainImageName(image: Image): string {
  return imageName({ ...image, tag: image.tag.replace(/-[0-9a-f]{12}$/, '') });
}
