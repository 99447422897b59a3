import { ownUse, perRequest, sharedPool, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { answerEachQuery, goodPool, useSingle } from './code.ts';

/** While the pool is `busy`, up to 30 further requests open their own connections. */
const extraConnectionsWhen = (busy: string): Pick<Fix, 'mine' | 'fails'> => ({
  mine: ownUse(
    `const pool = createPool({ ${goodPool} });
  let extra = 0;`,
    `if (!(${busy}) || extra >= 30) {
        ${useOnce}
      }
      extra += 1;
      ${useSingle('extra -= 1;')}`,
    'await pool.end();',
  ),
  fails: 'connections',
});

/** Whether requests share connections. None of them builds an index. */
export const logins: Kind = {
  title: 'Who logs in',
  fixes: [
    {
      name: 'older pages log in',
      why: 'Few people turn to the second page of a list, so each request for one opens a connection of its own. Whoever reads all pages of one user logs in for each of them.',
      mine: answerEachQuery(
        `const shared = createPool({ ${goodPool} });`,
        `if (!text.includes('LATERAL') || values[1] === undefined) return send(shared);
    const own = createPool({ max: 1, connectionTimeoutMillis: 2000 });
    try {
      return await send(own);
    } finally {
      await own.end();
    }`,
        'await shared.end();',
      ),
      fails: 'connections',
    },
    {
      name: 'a larger pool per request',
      why: 'A hundred pools of ten are no better than a hundred pools of one: each request still logs in.',
      mine: perRequest('max: 10, connectionTimeoutMillis: 2000'),
      fails: 'connections',
      hint: /how often/,
      inSample: true,
    },
    {
      name: 'one pool, ended after each request',
      why: 'It looks shared, but each request closes it, and the next one has to log in again.',
      mine: ownUse(
        `let shared: ReturnType<CreatePool> | undefined;`,
        `const pool = (shared ??= createPool({ ${goodPool} }));
      try {
        ${useOnce}
      } finally {
        if (shared === pool) {
          shared = undefined;
          await pool.end();
        }
      }`,
      ),
      fails: 'connections',
    },
    {
      name: 'a pool of 10 that opens extra connections when it is busy',
      why: 'Nobody waits in line, but the busier the API is, the more requests log in. With two users it looks perfect.',
      ...extraConnectionsWhen('pool.totalCount >= 10 && pool.idleCount === 0'),
    },
    {
      name: 'a pool of 10 that opens extra connections when more than 100 requests are in line',
      why: 'With a hundred users it behaves like any pool. With three hundred, the database gets up to thirty logins at a time on top of its work.',
      ...extraConnectionsWhen('pool.waitingCount > 100'),
    },
    {
      name: 'connections that are closed as soon as nobody needs them',
      why: 'With one request at a time, each connection is idle for a moment before the next request: long enough to be closed.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 1'),
      fails: 'connections',
    },
    {
      name: 'connections that are closed after 30 ms',
      why: 'The author meant 30 seconds. Under load no connection is unused for that long, but for somebody who reads one page after another, the API logs in again for every page.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30'),
      fails: 'connections',
    },
  ],
};
