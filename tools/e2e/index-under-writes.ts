import { setTimeout as wait } from 'node:timers/promises';
import { formatCount, formatMilliseconds } from '../../scripts/lib/format.ts';
import { sumOf } from '../../scripts/lib/metrics.ts';
import { quietReport } from '../../scripts/lib/report.ts';
import { check, inBackground, runLoad, settings, signal, target } from './context.ts';

const writesPerSecond = 50;

/** Posts at a steady rate, however long the responses take, until `until` has settled. */
async function writePosts(until: Promise<unknown>): Promise<{ requests: number; failed: number; maxMs: number }> {
  const writes = { requests: 0, failed: 0, maxMs: 0 };
  const post = async () => {
    const startedAt = performance.now();
    const response = await fetch(`http://127.0.0.1:${settings.apiPort}/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user_id: 1, content: 'written while the index is built' }),
    }).catch(() => undefined);
    await response?.arrayBuffer();
    writes.requests += 1;
    if (response?.status !== 201) writes.failed += 1;
    writes.maxMs = Math.max(writes.maxMs, performance.now() - startedAt);
  };
  let settled = false;
  const settle = () => {
    settled = true;
  };
  until.then(settle, settle);
  const posts: Promise<void>[] = [];
  while (!settled) {
    posts.push(post());
    await wait(1000 / writesPerSecond);
  }
  await Promise.all(posts);
  return writes;
}

/** The API's INSERTs so far, and those that took at most 1 s once they had a connection. */
async function countInserts(): Promise<{ all: number; quick: number }> {
  const samples = await target.metrics();
  const histogram = 'db_client_operation_duration_seconds';
  const insert = { operation: 'create_post' };
  return {
    all: sumOf(samples, `${histogram}_count`, insert),
    quick: sumOf(samples, `${histogram}_bucket`, { ...insert, le: '1' }),
  };
}

/** Checks that CREATE INDEX CONCURRENTLY blocks neither 100 readers nor 50 writes a second. */
export async function checkIndexUnderWrites(): Promise<void> {
  await target.migrate(1, quietReport, signal);
  const before = await countInserts();
  const loading = inBackground(runLoad());
  const building = inBackground(wait(5000).then(() => target.migrate(2, quietReport, signal)));
  const writes = await writePosts(building);
  await building;
  const { requests, failed } = await loading;
  check(`none of ${formatCount(requests)} feeds fails while the index is built (failed: ${failed})`, failed === 0);
  check(
    `none of ${formatCount(writes.requests)} posts fails meanwhile (failed: ${writes.failed})`,
    writes.failed === 0,
  );
  const after = await countInserts();
  const inserts = after.all - before.all;
  const slow = inserts - (after.quick - before.quick);
  check(
    `no INSERT takes over 1 s (slower: ${slow}); with the wait for a connection the longest took ${formatMilliseconds(writes.maxMs)}`,
    inserts >= writes.requests && slow === 0,
  );
}
