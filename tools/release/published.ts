import { type Variant, variants } from '../../app/build.ts';

/** The variant `mine` is code that a user writes in a checkout of their own. */
const publishedVariants = variants.filter((variant) => variant !== 'mine');

export interface PublishedImage {
  /** The name without a tag: ghcr.io/feed-lab/api. */
  repository: string;
  /** The first is the version's, which never moves; the others follow the newest release. */
  tags: [ofVersion: string, ...moving: string[]];
  dockerfile: string;
  variant?: Variant;
}

/**
 * The images of a release. The tags of the API start with the variant, like the ones that the
 * scripts make (fixed-0a1b2c3d4e5f), because the scripts read the variant from the tag. A
 * pre-release does not move `broken`, `fixed` and `latest`, which people get when they name no
 * version.
 */
export function publishedImages(registry: string, version: string): PublishedImage[] {
  const moving = (tag: string) => (version.includes('-') ? [] : [tag]);
  const api = publishedVariants.map(
    (variant): PublishedImage => ({
      repository: `${registry}/api`,
      tags: [`${variant}-${version}`, ...moving(variant)],
      dockerfile: 'app/Dockerfile',
      variant,
    }),
  );
  const migrator: PublishedImage = {
    repository: `${registry}/migrator`,
    tags: [version, ...moving('latest')],
    dockerfile: 'db-migrations/Dockerfile',
  };
  return [...api, migrator];
}

/** The image under the tag of its version. */
export const versionedName = ({ repository, tags }: PublishedImage) => `${repository}:${tags[0]}`;

/** The repository for charts, to which `helm push` adds the chart's name. */
export const chartRepository = (registry: string) => `oci://${registry}/charts`;

/** The chart's name as an image, for tools that do not support charts. */
export const chartName = (registry: string, version: string) => `${registry}/charts/feed-lab:${version}`;
