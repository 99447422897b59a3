import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { feedSchema } from './api-schemas.ts';
import { insertPost } from './insert-post.ts';
import { sendRequest } from './send-request.ts';
import { createWriteLog } from './write-log.ts';

/** Enough that a write falls into some of the earlier requests' queries. */
const tries = 40;
const maxMs = 750;
/** The golden ratio: its multiples, without their whole part, are spread evenly, however many. */
const ratio = (Math.sqrt(5) - 1) / 2;

/**
 * Requests the feed, writes a post meanwhile, and requests it again. The second request must not
 * get the answer to the first one, whose query may have started before the post was written. The
 * pause before the write differs from try to try, because when the first query starts is not known.
 * Resolves to the first difference, if there is one.
 */
export async function probeOverlap(address: string, client: pg.ClientBase): Promise<string[]> {
  const endsAtMs = performance.now() + maxMs;
  const log = createWriteLog();
  let feedMs = 0;
  for (let done = 0; done < tries && performance.now() < endsAtMs; done += 1) {
    const startedMs = performance.now();
    const first = sendRequest(address, '/feed').then(() => {
      feedMs = performance.now() - startedMs;
    });
    // It is awaited later.
    first.catch(() => {});
    await wait(feedMs * ((done * ratio) % 1));
    await insertPost(client, log, 'while a feed is read');
    const requestedMs = performance.now();
    const response = await sendRequest(address, '/feed');
    const receivedMs = performance.now();
    await first;
    const feed = feedSchema.safeParse(response.body);
    const stale = feed.success && log.describeStale(feed.data, requestedMs, receivedMs);
    if (stale) return [`while an earlier request was running, ${stale}`];
  }
  return [];
}
