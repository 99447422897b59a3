import { ownUse, queryFeed, useClient, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { feedFrom, goodPool, orLastGood } from './code.ts';

const exceptUnavailable = `!lastGood || (error as { code?: string }).code !== 'database_unavailable'`;

const newPoolAfterTimeout = (timeoutMs: number, size = 10): Pick<Fix, 'mine' | 'fails'> => {
  const create = `createPool({ max: ${size}, connectionTimeoutMillis: ${timeoutMs} })`;
  return {
    mine: ownUse(
      `let pool = ${create};`,
      `const client = await pool.connect().catch((error) => {
        pool = ${create};
        throw error;
      });
      ${useClient}`,
      'await pool.end();',
    ),
    fails: 'survives',
  };
};

/** What requests do once the database fails. None of them builds an index. */
export const failingDatabase: Kind = {
  title: 'When the database fails',
  fixes: [
    {
      name: 'a circuit breaker that shows the last good feed',
      why: 'After twenty failures within a second, everybody gets an old feed for ten seconds, even those who have just posted, and even if the database recovered long ago.',
      ...feedFrom(
        `let lastGood: unknown;
  let failures: number[] = [];
  let openUntil = 0;`,
        `      if (lastGood && Date.now() < openUntil) {
        sendJson(response, lastGood);
        return;
      }
      try {
        lastGood = await ${queryFeed};
        sendJson(response, lastGood);
      } catch (error) {
        failures = [...failures.filter((failedAt) => Date.now() - failedAt < 1000), Date.now()];
        if (failures.length >= 20) openUntil = Date.now() + 10_000;
        throw error;
      }`,
      ),
      fails: 'fresh',
    },
    {
      name: 'a circuit breaker that answers 503',
      why: 'Right: after twenty failures within a second, requests fail immediately for the next second, which gives the database time to recover.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });
  let failures: number[] = [];
  let openUntil = 0;`,
        `if (Date.now() < openUntil) throw new Error('timeout: no connection came in time for others');
      const client = await pool.connect().catch((error) => {
        failures = [...failures.filter((failedAt) => Date.now() - failedAt < 1000), Date.now()];
        if (failures.length >= 20) openUntil = Date.now() + 1000;
        throw error;
      });
      ${useClient}`,
        'await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'the last good feed when a connection is lost',
      why: 'It shows an old feed instead of an error, if only in a rare case. But somebody who posts just before the database restarts does not see the post.',
      ...orLastGood(exceptUnavailable),
      fails: 'fresh',
    },
    {
      name: 'the last good feed when a query is canceled',
      why: 'Somebody cancels a slow query to help the database, and from then on users see an old feed with a 200.',
      ...orLastGood(`!lastGood || (error as { cause?: { code?: string } }).cause?.code !== '57014'`),
      fails: 'fresh',
    },
    {
      name: 'the last good feed when the second try fails, too',
      why: 'Trying again is fine. What follows is not: an old feed with a 200.',
      ...orLastGood(exceptUnavailable, `${queryFeed}.catch(() => ${queryFeed})`),
      fails: 'fresh',
    },
    {
      name: 'a new pool after each timeout',
      why: 'The old pool is never ended, and its connections are still in use. While the database is slow, each timeout allows ten more.',
      ...newPoolAfterTimeout(2000),
    },
    {
      name: 'a new pool after each timeout of 5 s',
      why: 'The same mistake, but slower. It takes a longer outage until the database has no connection left.',
      ...newPoolAfterTimeout(5000),
    },
    {
      name: 'a new pool of 5 after each timeout of 600 ms',
      why: 'The same mistake, but faster: in an outage of fifteen seconds, the database runs out of connections.',
      // With ten, it could have half of all connections after the first lock, which fails `room`.
      ...newPoolAfterTimeout(600, 5),
    },
    {
      name: 'a login that is retried',
      why: 'Right: if the database refuses a login, the API retries with growing pauses, for less than two seconds. Anyone who has waited in line for two seconds gets an error.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });

  async function connect() {
    for (let pauseMs = 50; ; pauseMs *= 2)
      try {
        return await pool.connect();
      } catch (error) {
        if (pauseMs > 800 || /timeout/.test((error as Error).message)) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
  }`,
        useOnce.replace('pool.connect()', 'connect()'),
        'await pool.end();',
      ),
      fails: 'index',
    },
  ],
};
