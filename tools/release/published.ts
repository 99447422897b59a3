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
 * The images of a release. A tag of the API starts with the variant, as those do that the scripts
 * make (fixed-0a1b2c3d4e5f), because the scripts read the variant from it. A pre-release does not
 * move `broken`, `fixed` and `latest`, which are what people get who name no version.
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

/** The repository of charts, to which `helm push` adds the name of the chart. */
export const chartRepository = (registry: string) => `oci://${registry}/charts`;

/** The chart's name as an image, for tools that know nothing of charts. */
export const chartName = (registry: string, version: string) => `${registry}/charts/feed-lab:${version}`;
