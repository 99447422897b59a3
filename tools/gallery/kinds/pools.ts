import { ownUse, perRequest, sharedPool, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix } from '../fix.ts';

const goodPool = 'max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000';

/** Changes to the connections. None of them builds an index: at most fix 1 holds. */
export const pools: Fix[] = [
  {
    name: 'the shared pool of the lab',
    why: 'The lab’s own fix 1: ten connections that stay open, and at most two seconds of waiting for one.',
    fails: 'index',
    hint: /make explain/,
  },
  {
    name: 'a smaller shared pool',
    why: 'Four connections are plenty for two processors. The best number depends on the machine.',
    mine: sharedPool('max: 4, connectionTimeoutMillis: 3000'),
    fails: 'index',
  },
  {
    name: 'a larger pool per request',
    why: 'A hundred pools of ten share no more than a hundred pools of one: each request still logs in.',
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
    name: 'a pool of 90',
    why: 'One copy of the API works. But the server has a hundred connections, and during a deployment two copies run at once.',
    mine: sharedPool('max: 90, connectionTimeoutMillis: 2000'),
    fails: 'room',
    hint: /second copy/,
  },
  {
    name: 'a pool with a limit of 60 s',
    why: 'When the database hangs, every request hangs with it for a minute before it fails.',
    mine: sharedPool('max: 10, connectionTimeoutMillis: 60_000'),
    fails: 'limit',
    hint: /hangs for a minute/,
    inSample: true,
  },
  {
    name: 'a pool without a limit',
    why: 'Without connectionTimeoutMillis, node-postgres waits for a connection forever.',
    mine: sharedPool('max: 10'),
    fails: 'limit',
  },
  {
    name: 'a limit for the query instead of one for the wait',
    why: 'PostgreSQL cancels the ten running queries after a second, but the requests in line for a connection still wait forever.',
    mine: sharedPool('max: 10, statement_timeout: 1000'),
    fails: 'limit',
  },
  {
    name: 'a connection that is released only on success',
    why: 'Each query that fails leaks a connection. After ten of them, none are left.',
    mine: ownUse(
      `const pool = createPool({ ${goodPool} });`,
      `const client = await pool.connect();
      const result = await work(client);
      client.release();
      return result;`,
    ),
    fails: 'contract',
    hint: /released/,
  },
  {
    name: 'a global lock',
    why: 'One request at a time never runs out of connections, but now one slow query delays everybody.',
    mine: ownUse(
      `const pool = createPool({ ${goodPool} });
  let last: Promise<unknown> = Promise.resolve();`,
      `const before = last;
      let done = () => {};
      last = new Promise<void>((resolve) => {
        done = resolve;
      });
      await before;
      try {
        ${useOnce}
      } finally {
        done();
      }`,
    ),
    fails: 'parallel',
    hint: /one slow query/,
    inSample: true,
  },
];
