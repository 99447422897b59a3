import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { deleteVerifyPosts } from '../../db-migrations/src/verify-rows.ts';
import { storyUsers } from '../scenario/story.ts';
import { listSchema, postSchema } from './api-schemas.ts';
import { headerThatAllowsReuse } from './cacheable.ts';
import { countLogins, countSessions } from './count-logins.ts';
import type { CrowdEvidence, LoginEvidence } from './evidence.ts';
import { insertPost } from './insert-post.ts';
import { type Route, sendTo } from './routes-probe.ts';
import { countFeeds, runUsers } from './run-users.ts';
import { type ApiResponse, succeeded } from './send-request.ts';
import { startSlowPost } from './slow-post.ts';
import { startReaders } from './start-readers.ts';
import { countLostInCrash } from './stored-probe.ts';
import { createWriteLog, type WriteLog } from './write-log.ts';
import { createWritePause } from './write-pause.ts';

const durationMs = 1500;
/** Then requests that arrive together: a fix may behave differently when so many are in line. */
const rush = 300;
const rushMs = 600;
/** Then this many only read, while verify writes: a response from memory is old for a moment. */
const otherReaders = 60;
const readersMs = 700;
/** Posts that the API writes while this many read, to see whether it waits for the disk. */
const busyPosts = 6;
const busyReaders = 30;
const busyMs = 3000;
/** Of the users, those who write posts, and those who read one user's posts instead of the feed. */
const writers = 3;
const listReaders = 3;

/**
 * Writes posts until the users are done, and deletes every third of them. Reads the feed right
 * after each write: it must not share the answer to an earlier request.
 */
async function writeDirectly(
  client: pg.ClientBase,
  log: WriteLog,
  readFeed: () => Promise<unknown>,
  pauseMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  const own = new Set<object>();
  const reads: Promise<unknown>[] = [];
  for (let count = 1; !signal.aborted; count += 1) {
    const write = await insertPost(client, log, 'under load');
    own.add(write);
    const old = count % 3 === 0 ? log.newest((other) => own.has(other) && other !== write) : undefined;
    if (old) {
      old.deletingMs = performance.now();
      await client.query('DELETE FROM posts WHERE id = $1', [old.id]);
      old.deletedMs = performance.now();
    }
    // Not before the next write, which would then wait for the slow ones: only quick answers can
    // come from memory.
    const read = readFeed();
    // It is awaited later.
    read.catch(() => {});
    reads.push(read);
    await wait(pauseMs(), undefined, { signal }).catch(() => {});
  }
  await Promise.all(reads);
}

/** Sends requests as many users, some of whom write, while another program writes, too. */
export async function probeCrowd(
  address: string,
  client: pg.Client,
  signal: AbortSignal,
): Promise<{ crowd: CrowdEvidence; logins: LoginEvidence[]; lostInCrash: number }> {
  const log = createWriteLog();
  const pause = createWritePause();
  const feeds = countFeeds();
  const crowd: CrowdEvidence = Object.assign(feeds.evidence, { stale: 0, firstStale: undefined, copies: 0 });
  let requests = 0;
  /** Resolves to whether there was a response. */
  const count = (response: ApiResponse): boolean => {
    if (succeeded(response)) requests += 1;
    return response.status !== 0;
  };

  /** Reads the feed, or the list of the user who writes everything here. */
  const read = async (route: Route) => {
    const requestedMs = performance.now();
    const response = await sendTo(address, route, signal);
    const receivedMs = performance.now();
    if (route === '/feed' && succeeded(response)) pause.add(receivedMs - requestedMs);
    const posts = route === '/feed' ? feeds.add(response) : listSchema.safeParse(response.body).data;
    const reusable = posts && headerThatAllowsReuse(response.headers);
    const stale = reusable
      ? `the headers of ${route} let clients and proxies reuse the response later (${reusable})`
      : posts && log.describeStale(posts, requestedMs, receivedMs);
    if (stale) {
      crowd.stale += 1;
      crowd.firstStale ??= stale;
    }
    return count(response);
  };
  const readFeed = () => read('/feed');
  const writeAndRead = async () => {
    const write = log.begin();
    const response = await sendTo(address, '/posts', signal);
    const { data: post } = postSchema.safeParse(response.body);
    if (response.status === 201 && post) log.committed(write, post.id);
    return count(response) && readFeed();
  };
  const act = async (user: number) => {
    if (user < writers) return writeAndRead();
    return read(user < writers + listReaders ? '/users/1/posts' : '/feed');
  };

  const rushAgain = async () => {
    const endsAtMs = performance.now() + rushMs;
    do {
      signal.throwIfAborted();
      await Promise.all(Array.from({ length: rush }, readFeed));
    } while (performance.now() < endsAtMs);
  };

  const countLostBesideReaders = async () => {
    let isDone = false;
    const reading = runUsers(busyReaders, busyMs, signal, async () => (await readFeed()) && !isDone);
    // It is awaited later.
    reading.catch(() => {});
    try {
      return await countLostInCrash(address, client, busyPosts, signal);
    } finally {
      isDone = true;
      await reading;
    }
  };

  // Opens the connections that so many users need.
  await Promise.all(Array.from({ length: storyUsers }, () => sendTo(address, '/feed', signal)));
  signal.throwIfAborted();
  const slowPost = await startSlowPost(address, client);
  const logins: LoginEvidence[] = [];
  let lostInCrash = 0;
  /** Counts the sessions that the database starts while `work` runs. */
  const watchLogins = async (what: string, users: number, work: () => Promise<void>) => {
    const before = await countSessions(client);
    requests = 0;
    await work();
    logins.push({ what, users, requests, ...(await countLogins(client, before)) });
  };
  const done = new AbortController();
  const writing = writeDirectly(client, log, readFeed, pause.ms, done.signal).catch((error: unknown) => {
    // The freshness probe has already reported writes that PostgreSQL rejects.
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
  // It is awaited later.
  writing.catch(() => {});
  const readers = startReaders({ address, users: otherReaders }, signal);
  try {
    await watchLogins(`${storyUsers} users`, storyUsers, () => runUsers(storyUsers, durationMs, signal, act));
    // Opens their connections to the API. Otherwise, the feeds take the processor time that this
    // needs, and the line stays short.
    await Promise.all(Array.from({ length: rush }, () => sendTo(address, '/livez', signal)));
    // On their own: they send few requests, so a few logins are many.
    await watchLogins(`${rush} users at once`, rush, rushAgain);
    await readers.besideThem(() => wait(readersMs, undefined, { signal }));
    // Each of its writes would also flush what the API has written before.
    done.abort();
    await writing;
    lostInCrash = await countLostBesideReaders();
  } finally {
    done.abort();
    await readers.end();
    await writing.finally(async () => {
      crowd.copies = await slowPost.end();
    });
    await deleteVerifyPosts(client);
  }
  return { crowd, logins, lostInCrash };
}
