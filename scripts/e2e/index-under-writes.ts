import { setTimeout as wait } from 'node:timers/promises';
import { formatCount, formatMilliseconds } from '../lib/format.ts';
import { check, load, settings, target } from './context.ts';

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
  void until.finally(() => {
    over = true;
  });
  const posts: Promise<void>[] = [];
  while (!over) {
    posts.push(post());
    await wait(1000 / writesPerSecond);
  }
  await Promise.all(posts);
  return writes;
}

/** The index is built under 100 readers and 50 writers a second: CONCURRENTLY holds nobody up. */
export async function proveIndexUnderWrites(): Promise<void> {
  const signal = new AbortController().signal;
  await target.migrate(1, signal);
  const loading = load();
  const building = wait(5000).then(() => target.migrate(2, signal));
  const writes = await writePosts(building);
  const { requests, failed } = await loading;
  check(`of ${formatCount(requests)} feeds while the index is built none fails (${failed})`, failed === 0);
  check(
    `of ${formatCount(writes.done)} posts written meanwhile none fails (${writes.failed}) and none takes over 1 s (${formatMilliseconds(writes.longestMs)})`,
    writes.failed === 0 && writes.longestMs <= 1000,
  );
}
