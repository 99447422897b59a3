import { seedBytes } from '../../../../db-migrations/src/seed-disk.ts';
import type { ReleaseValues } from './release.ts';

const gibibyte = 2 ** 30;
/** The chart's default: postgres.persistence.size. */
const defaultVolumeBytes = 5 * gibibyte;
/** An empty PostgreSQL, as the chart counts it. */
const emptyBytes = 128 * 2 ** 20;

/**
 * The values for a number of posts. A release that is not installed yet gets a volume in which they
 * fit, because it cannot be changed later; the chart refuses posts that do not fit in an older one.
 */
export function seedValues(posts: number | undefined, isInstalled: boolean): ReleaseValues {
  if (posts === undefined) return {};
  const neededBytes = seedBytes(posts) + emptyBytes;
  const needsMore = !isInstalled && neededBytes > defaultVolumeBytes;
  return {
    'seed.posts': posts,
    ...(needsMore && { 'postgres.persistence.size': `${Math.ceil(neededBytes / gibibyte)}Gi` }),
  };
}
