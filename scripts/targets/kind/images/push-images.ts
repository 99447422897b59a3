import type { ClusterAccess } from '../cluster-access.ts';
import { type Image, imageName, plainImageName } from './images.ts';
import { inRegistry } from './registry.ts';

/** Pushes one of the lab's own images, under both of its names. */
export async function pushImage(access: ClusterAccess, image: Image): Promise<void> {
  for (const name of [imageName(image), plainImageName(image)]) await access.docker(['push', '--quiet', name]);
}

/**
 * A name under which an image with a digest can be pushed: without the digest, which is not part of
 * a tag. Undefined without a digest.
 */
function nameForDigest(image: string): string | undefined {
  const [name = '', digest] = image.split('@');
  if (!digest) return undefined;
  const hasTag = /:[^/]+$/.test(name);
  return hasTag ? name : `${name}:copy-of-${digest.replace(':', '-')}`;
}

/**
 * Copies an image to the registry, under the name that the chart gives it there. If Docker has none
 * for the platform, or the name has a digest, all platforms are copied from registry to registry.
 */
export async function mirrorImage(
  access: ClusterAccess,
  registry: string,
  platform: string,
  image: string,
): Promise<void> {
  const createCopy = ['buildx', 'imagetools', 'create'];
  const taggedName = nameForDigest(image);
  if (taggedName) {
    // A new index around the image of a single platform would have another digest.
    await access.docker([...createCopy, '--prefer-index=false', '--tag', inRegistry(registry, taggedName), image]);
    return;
  }
  const copy = inRegistry(registry, image);
  const inspect = ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image];
  const local = await access.docker(inspect).catch(() => '');
  if (local.trim() === platform) {
    await access.docker(['tag', image, copy]);
    await access.docker(['push', '--quiet', copy]);
  } else await access.docker([...createCopy, '--tag', copy, image]);
}
