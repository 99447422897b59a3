import type pg from 'pg';
import { headerThatAllowsReuse } from './cacheable.ts';
import { isUnchanged, wrongly304 } from './conditional-request.ts';
import type { FeedEvidence } from './evidence.ts';
import { describeFeedDifference, readExpectedFeed } from './expected-feed.ts';
import { sendRequest } from './send-request.ts';
import { rememberFeeds } from './shown-before.ts';

/** There may be several processes behind one address, each with a cache of its own. */
const readsPerStep = 3;
/** With millions of posts, a step of three reads would take minutes in all. */
const stepMs = 5000;

/** Differences between the feed and the tables, each in a sentence. */
export type Differences = Pick<FeedEvidence, 'correct' | 'fresh'>;

export const textsOf = ({ correct, fresh }: Differences): string[] => [...correct, ...fresh];

/** Compares the feed with the tables; remembers the headers of the feed that it read last. */
export function feedReader(address: string, client: pg.ClientBase) {
  let last = new Headers();
  const shown = rememberFeeds();
  const compare = async () => {
    const response = await sendRequest(address, '/feed');
    last = response.headers;
    const expected = await readExpectedFeed(client);
    shown.add(expected);
    const text = describeFeedDifference(response, expected);
    return text === undefined ? undefined : { text, mayBeOld: shown.mayBeOld(response) };
  };
  const compareRepeatedly = async (when: string): Promise<Differences> => {
    const endsAtMs = performance.now() + stepMs;
    for (let read = 0; read === 0 || (read < readsPerStep && performance.now() < endsAtMs); read += 1) {
      const difference = await compare();
      // Somebody may have posted between the two reads; then a second comparison agrees.
      if (!difference || !(await compare())) continue;
      const text = [`${when}: ${difference.text}`];
      return difference.mayBeOld ? { correct: [], fresh: text } : { correct: text, fresh: [] };
    }
    return { correct: [], fresh: [] };
  };
  return {
    compareRepeatedly,

    /** After a change: also whether the API lets clients and proxies cache the feed before it. */
    async compareChanged(when: string): Promise<Differences> {
      const unchanged = await isUnchanged(address, '/feed', last);
      const { correct, fresh } = await compareRepeatedly(when);
      if (correct.length + fresh.length > 0) return { correct, fresh };
      const reusable = headerThatAllowsReuse(last);
      if (unchanged) fresh.push(`${when}: ${wrongly304('/feed')}`);
      else if (reusable) fresh.push(`the feed’s headers let clients and proxies reuse it later (${reusable})`);
      return { correct, fresh };
    },
  };
}
