import { setTimeout as wait } from 'node:timers/promises';
import { formatCount, formatMilliseconds } from '../../scripts/lib/format.ts';
import { sumOf } from '../../scripts/lib/metrics.ts';
import { beside, check, load, settings, target } from './context.ts';

const writesPerSecond = 50;

interface Writes {
  done: number;
  failed: number;
  longestMs: number;
}

/** Posts at a steady rate, whatever the answers take, until `until` is over. */
async function writePosts(until: Promise<unknown>): Promise<Writes> {
  const writes: Writes = { done: 0, failed: 0, longestMs: 0 };
  const post = async () => {
    const startedAt = performance.now();
    const response = await fetch(`http://127.0.0.1:${settings.apiPort}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 1, content: 'written while the index is built' }),
    }).catch(() => undefined);
    await response?.arrayBuffer();
    writes.done += 1;
    if (response?.status !== 201) writes.failed += 1;
    writes.longestMs = Math.max(writes.longestMs, performance.now() - startedAt);
  };
  let over = false;
  const end = () => {
    over = true;
  };
  until.then(end, end);
  const posts: Promise<void>[] = [];
  while (!over) {
    posts.push(post());
    await wait(1000 / writesPerSecond);
  }
  await Promise.all(posts);
  return writes;
}

/** How many INSERTs the API has run, and how many of them took at most a second, without the wait for a connection. */
async function readInserts(): Promise<{ all: number; quick: number }> {
  const samples = await target.metrics();
  const histogram = 'db_query_duration_seconds';
  const insert = { query: 'create_post' };
  return {
    all: sumOf(samples, `${histogram}_count`, insert),
    quick: sumOf(samples, `${histogram}_bucket`, { ...insert, le: '1' }),
  };
}

/** The index is built under 100 readers and 50 writers a second: CONCURRENTLY holds nobody up. */
export async function proveIndexUnderWrites(): Promise<void> {
  const signal = new AbortController().signal;
  await target.migrate(1, signal);
  const before = await readInserts();
  const loading = beside(load());
  const building = beside(wait(5000).then(() => target.migrate(2, signal)));
  const writes = await writePosts(building);
  await building;
  const { requests, failed } = await loading;
  check(`of ${formatCount(requests)} feeds while the index is built none fails (${failed})`, failed === 0);
  check(`of ${formatCount(writes.done)} posts written meanwhile none fails (${writes.failed})`, writes.failed === 0);
  const after = await readInserts();
  const slow = after.all - before.all - (after.quick - before.quick);
  check(
    `and no INSERT takes over 1 s (${slow}); with the line for a connection the longest took ${formatMilliseconds(writes.longestMs)}`,
    after.all - before.all >= writes.done && slow === 0,
  );
}
