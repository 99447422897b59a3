import { databaseName } from '../../db-migrations/src/names.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed, seed } from '../../db-migrations/src/seed.ts';
import { formatCount } from '../lib/format.ts';
import { measureQueries } from '../targets/local/measure-costs.ts';
import { requireRoomForSeed } from '../targets/local/require-room-for-seed.ts';
import type { ExperimentContext } from './experiment.ts';

/** Hashing iterations to measure logins with: PostgreSQL's default, and four times as many. */
export const measuredScramIterations = [defaultScramIterations, 16_384];

/** Adds or deletes posts until there are `posts`. */
export async function seedPosts({ server, report, signal }: ExperimentContext, posts: number): Promise<void> {
  const size = { ...defaultSeed, posts };
  await requireRoomForSeed(server.ownerUrl, server.dataFolder, size);
  await report.step(`Seed ${formatCount(posts)} posts`, (progress) =>
    seed(server.ownerUrl, size, { signal, onText: progress, onWaiting: progress }),
  );
}

/** Seeds as many posts, in thousands, as make the unindexed feed query take `wantedMs` here. */
export async function seedForQueryTime(context: ExperimentContext, wantedMs: number): Promise<number> {
  const { server, report, signal } = context;
  const { queryMs } = await report.step('Measure the feed query', () => measureQueries(server.apiUrl, signal));
  const posts = Math.max(1, Math.round((defaultSeed.posts * wantedMs) / queryMs / 1000)) * 1000;
  await seedPosts(context, posts);
  return posts;
}

/** The lab's database as the superuser, who may create extensions and run CHECKPOINT. */
export function superuserUrl({ server }: ExperimentContext): string {
  const url = new URL(server.adminUrl);
  url.pathname = databaseName;
  return url.href;
}
