import type { ClusterAccess } from '../cluster-access.ts';
import { inRegistry } from '../load-test/k6-pod-settings.ts';
import { type Image, imageName, plainImageName } from './images.ts';

/** Pushes one of the lab's own images, under both of its names. */
export async function pushImage(access: ClusterAccess, image: Image): Promise<void> {
  for (const name of [imageName(image), plainImageName(image)]) await access.docker(['push', '--quiet', name]);
}

/**
 * Copies an image to the registry, under the name that the chart gives it there. If Docker has none
 * for the platform, all its platforms are copied from registry to registry.
 */
export async function mirrorImage(
  access: ClusterAccess,
  registry: string,
  platform: string,
  image: string,
): Promise<void> {
  const copy = inRegistry(registry, image);
  const inspect = ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image];
  const local = await access.docker(inspect).catch(() => '');
  if (local.trim() === platform) {
    await access.docker(['tag', image, copy]);
    await access.docker(['push', '--quiet', copy]);
  } else await access.docker(['buildx', 'imagetools', 'create', '--tag', copy, image]);
}
