import type pg from 'pg';
import { compareWithSeed } from '../../db-migrations/src/compare-seed.ts';
import { countUnflushedWrites, findUnloggedTables } from '../../db-migrations/src/durability.ts';
import { defaultSeed } from '../../db-migrations/src/seed.ts';
import { type SeedSize, seedEnd } from '../../db-migrations/src/seed-rows.ts';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { formatCount, formatCountOf } from '../lib/format.ts';
import type { StoredEvidence } from './evidence.ts';
import { sendTo } from './routes-probe.ts';

/** The newest seeded post has the largest id. */
const lastSeededId = 'SELECT coalesce(max(id), $2)::integer AS id FROM posts WHERE created_at <= $1 AND id < $3';

/** The size of the seed as the rows tell it: somebody who imports old posts makes it too large. */
async function guessSize(client: pg.ClientBase): Promise<SeedSize> {
  const { rows } = await client.query<{ id: number }>(lastSeededId, [seedEnd, defaultSeed.posts, verifyUser.id]);
  return { ...defaultSeed, posts: rows[0]?.id ?? defaultSeed.posts };
}

/**
 * Compares the content of the tables with what the lab started with.
 * @param known the size of the seed, if the target knows it
 */
export async function readStored(client: pg.ClientBase, known: SeedSize | undefined): Promise<StoredEvidence> {
  const size = known ?? (await guessSize(client));
  const expected = size.posts;
  const compared = await compareWithSeed(client, size);
  const { posts, seeded, changedPosts, changedUsers, comparedPosts, example } = compared;
  const changed: string[] = [];
  if (changedPosts > 0)
    changed.push(`${formatCount(changedPosts)} of the ${formatCountOf(comparedPosts, 'post')} that were compared`);
  if (changedUsers > 0) changed.push(formatCountOf(changedUsers, 'user'));
  return {
    ...{ posts, expected, seeded },
    changed: changed.join(' and '),
    example: example && `in ${example.table}: expected ${example.expected}, found ${example.found ?? 'no such row'}`,
    unlogged: (await findUnloggedTables(client)).filter(({ isLabs }) => isLabs).map(({ name }) => name),
  };
}

/** Resolves to a function that finds the unlogged tables that have been scanned since. */
export async function watchUnloggedTables(client: pg.ClientBase): Promise<() => Promise<string[]>> {
  const before = new Map((await findUnloggedTables(client)).map(({ name, scans }) => [name, scans]));
  return async () => {
    const now = await findUnloggedTables(client);
    return now.filter(({ name, scans }) => scans > (before.get(name) ?? 0)).map(({ name }) => name);
  };
}

/**
 * Compares again, at the end, if nothing was missing at the beginning. Verify's own posts are not
 * counted.
 * @param unloggedRead unlogged tables from which feeds come
 */
export async function readStoredAgain(
  client: pg.ClientBase,
  before: StoredEvidence,
  known: SeedSize | undefined,
  unloggedRead: string[],
): Promise<StoredEvidence> {
  if (before.seeded < before.expected || before.changed) return before;
  const { unlogged, ...stored } = await readStored(client, known);
  return { ...stored, unlogged: [...new Set([...unlogged, ...unloggedRead])], posts: before.posts };
}

/** How many of these posts the API confirmed before they were on disk; 0 if it rejected one. */
export async function countLostInCrash(
  address: string,
  client: pg.ClientBase,
  posts: number,
  signal: AbortSignal,
): Promise<number> {
  let rejected = 0;
  const unflushed = await countUnflushedWrites(
    client,
    async () => {
      if ((await sendTo(address, '/posts', signal)).status !== 201) rejected += 1;
    },
    posts,
  );
  return rejected === 0 ? unflushed : 0;
}
