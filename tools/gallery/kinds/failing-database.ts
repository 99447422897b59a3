import { ownUse, useClient, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { feedFrom, goodPool, queryFeed } from './code.ts';

/** What requests do once the database fails. None of them builds an index. */
export const failingDatabase: Kind = {
  title: 'When the database fails',
  fixes: [
    {
      name: 'a circuit breaker that shows the last good feed',
      why: 'Twenty failures within a second, and for ten seconds everybody gets an old feed: also those who have just posted, long after the database is well again.',
      ...feedFrom(
        `let lastGood: unknown;
  let failures: number[] = [];
  let openUntil = 0;`,
        `      if (lastGood && Date.now() < openUntil) {
        response.json(lastGood);
        return;
      }
      try {
        lastGood = await ${queryFeed};
        response.json(lastGood);
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
      why: 'Right: after twenty failures within a second, requests fail at once for a second, and the database has time to recover.',
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
      why: 'An old feed instead of an error, only in the rare case. Whoever posts during a restart still does not see the post.',
      ...feedFrom(
        'let lastGood: unknown;',
        `      try {
        lastGood = await ${queryFeed};
      } catch (error) {
        if (!lastGood || (error as { code?: string }).code !== 'database_unavailable') throw error;
      }
      response.json(lastGood);`,
      ),
      fails: 'fresh',
    },
    {
      name: 'a new pool after each timeout',
      why: 'The old pool is not ended, and its connections are still in use. While the database is slow, each timeout allows ten more.',
      mine: ownUse(
        `let pool = createPool({ ${goodPool} });`,
        `const client = await pool.connect().catch((error) => {
        pool = createPool({ ${goodPool} });
        throw error;
      });
      ${useClient}`,
        'await pool.end();',
      ),
      fails: 'survives',
    },
    {
      name: 'a login that is tried again',
      why: 'Right: if the database refuses a login, the next attempts come after longer and longer pauses, for less than two seconds. Who has waited in line for two seconds gets an error.',
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
