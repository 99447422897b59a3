import { databaseName } from '../../db-migrations/src/names.ts';
import { defaultSeed, seed } from '../../db-migrations/src/seed.ts';
import { measureQueries } from '../targets/local/measure-costs.ts';
import { startThrowawayServer, type ThrowawayServer } from '../targets/local/throwaway-server.ts';
import type { ExperimentContext } from './experiment.ts';

/** Runs `work` with a PostgreSQL of its own, at migration 1 and with the usual seed, and stops it whatever happens. */
export async function withServer<Result>(
  { report, signal }: ExperimentContext,
  work: (server: ThrowawayServer) => Promise<Result>,
): Promise<Result> {
  const server = await report.step('Start a PostgreSQL for this experiment', startThrowawayServer);
  try {
    signal.throwIfAborted();
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** Brings the number of posts to `posts`. */
export async function seedPosts(
  { report, signal }: ExperimentContext,
  { ownerUrl }: ThrowawayServer,
  posts: number,
): Promise<void> {
  await report.step(`Fill in ${posts.toLocaleString('en-US')} posts`, (progress) =>
    seed(ownerUrl, { ...defaultSeed, posts }, { signal, onProgress: (done) => progress(`${done} posts`) }),
  );
}

/** As many posts as make the feed query take about `wantedMs` without the index on this machine, in thousands. */
export async function seedForQueryOf(
  context: ExperimentContext,
  server: ThrowawayServer,
  wantedMs: number,
): Promise<number> {
  const { queryMs } = await context.report.step('Measure the feed query', () =>
    measureQueries(server.apiUrl, context.signal),
  );
  const posts = Math.max(1, Math.round((defaultSeed.posts * wantedMs) / queryMs / 1000)) * 1000;
  await seedPosts(context, server, posts);
  return posts;
}

/** The address of the lab's database as the superuser, who may make extensions and checkpoints. */
export function superuserUrl({ adminUrl }: ThrowawayServer): string {
  const url = new URL(adminUrl);
  url.pathname = databaseName;
  return url.href;
}
