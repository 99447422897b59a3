import { feedLength } from '../scenario/story.ts';

/** One of verify's posts, with the times of its life on this process's clock. */
export interface Write {
  id: number | undefined;
  /** When its INSERT was sent, and when it was known to be committed. */
  beganMs: number;
  committedMs: number;
  /** When its DELETE was sent, and when it was known to be committed. */
  deletingMs: number;
  deletedMs: number;
}

/** Places in the feed for other people's posts, which verify does not know. */
const placesForOthers = 5;

/** Records what verify writes, and compares feeds with it. */
export function createWriteLog() {
  const writes: Write[] = [];

  /**
   * Posts that may be newer than this one, or in the same place, in a feed received at `untilMs`.
   */
  const possiblyNewer = (write: Write, untilMs: number) =>
    writes.filter((other) => other !== write && other.committedMs >= write.beganMs && other.beganMs <= untilMs).length;

  return {
    /** Called before an INSERT is sent. */
    begin(): Write {
      const never = Number.POSITIVE_INFINITY;
      const write = {
        id: undefined,
        beganMs: performance.now(),
        committedMs: never,
        deletingMs: never,
        deletedMs: never,
      };
      writes.push(write);
      return write;
    },

    /** Called when it is committed. */
    committed(write: Write, id: number): void {
      Object.assign(write, { id, committedMs: performance.now() });
    },

    /** The newest post that has not been deleted, of those that `choose` accepts. */
    newest: (choose: (write: Write) => boolean) =>
      writes.findLast(
        (write) => write.id !== undefined && write.deletingMs === Number.POSITIVE_INFINITY && choose(write),
      ),

    /**
     * What is wrong with a feed or list that was requested and received at these times: it must
     * show what was committed before, and must not show what was deleted before. Undefined if
     * nothing is.
     */
    describeStale(posts: { id: number }[], requestedMs: number, receivedMs: number): string | undefined {
      const shown = new Set(posts.map(({ id }) => id));
      for (const write of writes) {
        if (write.id === undefined) continue;
        const age = (sinceMs: number) => `${Math.round(requestedMs - sinceMs)} ms`;
        if (write.deletedMs < requestedMs && shown.has(write.id))
          return `a response showed post ${write.id}, which had been deleted ${age(write.deletedMs)} before the request`;
        if (write.committedMs > requestedMs || write.deletingMs < receivedMs || shown.has(write.id)) continue;
        if (possiblyNewer(write, receivedMs) >= feedLength - placesForOthers) continue;
        return `a response lacked post ${write.id}, which had been written ${age(write.committedMs)} before the request`;
      }
      return undefined;
    },
  };
}

export type WriteLog = ReturnType<typeof createWriteLog>;
