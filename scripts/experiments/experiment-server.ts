import { databaseName } from '../../db-migrations/src/names.ts';
import { defaultScramIterations } from '../../db-migrations/src/roles.ts';
import { defaultSeed, seed } from '../../db-migrations/src/seed.ts';
import { measureQueries } from '../targets/local/measure-costs.ts';
import type { ExperimentContext } from './experiment.ts';

/** Hashing iterations to measure logins with: PostgreSQL's default, and four times as many. */
export const measuredScramIterations = [defaultScramIterations, 16_384];

/** Adds or deletes posts until there are `posts`. */
export async function seedPosts({ server, report, signal }: ExperimentContext, posts: number): Promise<void> {
  await report.step(`Seed ${posts.toLocaleString('en-US')} posts`, (progress) =>
    seed(server.ownerUrl, { ...defaultSeed, posts }, { signal, onProgress: (done) => progress(`${done} posts`) }),
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
