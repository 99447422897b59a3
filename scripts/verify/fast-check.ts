import { formatMilliseconds } from '../lib/format.ts';
import { apiStopped, type Check, fail, noLoadTest, open, pass } from './check.ts';
import { feedsReadFew, maxRows } from './feed-reads.ts';

/**
 * The index reduces the median by a much larger factor, and noise does not halve it. Not p99: in a
 * load test of 5 s right after a start, that reflects only its first one or two seconds.
 */
const maxShareOfPooled = 0.5;

/** Compares the last load test with one in which fix 1 alone was in place. */
export const isFast: Check = {
  id: 'fast',
  question: 'Is it faster than with fix 1 alone, on this machine?',
  stage: 'indexed',
  evaluate(evidence) {
    const { reads, lastRun, earlier } = evidence;
    if (!reads) return open(apiStopped);
    const few = feedsReadFew(evidence);
    if (few === undefined) return open('not checked until enough feeds are served');
    if (!few) return open(`not checked while each feed reads more than ${maxRows} rows`);
    if (!lastRun) return open(noLoadTest);
    const median = `median ${formatMilliseconds(lastRun.latencyMs.p50)}`;
    if (!earlier.pooled)
      return open(
        `${median}; there is nothing to compare it with: no load test on this machine in which fix 1 held and each feed read all posts`,
      );
    const { latencyMs, id } = earlier.pooled;
    const observed = `${median}; with fix 1 alone it was ${formatMilliseconds(latencyMs.p50)} (${id}), and at most half of that is expected`;
    if (lastRun.latencyMs.p50 <= latencyMs.p50 * maxShareOfPooled) return pass(observed);
    return fail(
      observed,
      'The database has less to do, but users wait as long as before. Where does the rest of the time go?',
      'Compare the panels Feed Query Time and Response Latency. At what point do they diverge?',
      'Apply the lab’s own fixes with `make apply-fix` and `make apply-index`, and compare.',
    );
  },
};
