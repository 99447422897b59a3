import { defaultSeed } from '../../../../db-migrations/src/seed.ts';
import type { SeedSize } from '../../../../db-migrations/src/seed-rows.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { releaseValues } from './release.ts';

/**
 * The rows that the release's seed Job creates, from the chart's values `seed.users` and
 * `seed.posts`, which POSTS and people's own values change. A missing one is the default.
 */
export async function readSeedSize(access: ClusterAccess): Promise<SeedSize> {
  const values = await releaseValues<{ seed?: Partial<SeedSize> | null }>(access);
  return { users: values?.seed?.users ?? defaultSeed.users, posts: values?.seed?.posts ?? defaultSeed.posts };
}
