import type { LoadEvidence } from './evidence.ts';
import { maxRows } from './feed-reads.ts';
import type { ReadCounters } from './posts-read.ts';

/**
 * If each feed reads this share of all posts, it is no late report. Before the feeds, verify lists
 * posts about a dozen times, each perhaps a scan of the table; usually a hundred feeds follow.
 */
const mostLate = 1 / 4;

/**
 * Counts what feeds make the database read. Sessions that report at the same moment can get in each
 * other's way: the last one then reports what it has read before, for a list of posts perhaps, only
 * with a later query (a lock that pgstat_report_stat does not wait for). So a number that is too
 * large, but much less than all posts for each feed, is measured again.
 * @param posts how many there are
 * @param read reads the counters, when all sessions have had a chance to report
 * @param probe requests feeds
 */
export async function measureFeeds<Probed extends { quiet: LoadEvidence }>(
  posts: number,
  read: () => Promise<ReadCounters>,
  probe: () => Promise<Probed>,
) {
  const measure = async (before: ReadCounters) => {
    const probed = await probe();
    const after = await read();
    // The API's own count includes other people's requests. If its code does not count, ours does.
    const feeds = Math.max(after.feeds - before.feeds, probed.quiet.feeds);
    return { probed, before, after, rows: after.rows - before.rows, feeds };
  };
  const measured = await measure(await read());
  const { rows, feeds } = measured;
  const mayBeLate = rows > feeds * maxRows && rows < feeds * posts * mostLate;
  return mayBeLate ? measure(measured.after) : measured;
}
