import { ownUse, perRequest, sharedPool, useOnce } from '../../scripts/experiments/api-code.ts';
import type { Fix } from './fix.ts';

const goodPool = 'max: 10, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000';

/** What people do about the connections. None of them builds an index: the most that can be reached is fix 1. */
export const pools: Fix[] = [
  {
    name: 'the shared pool of the lab',
    why: 'The cure: ten connections, opened once, and a line that ends after two seconds.',
    load: true,
    fails: 'index',
    hint: /make explain/,
    reached: 'pooled',
  },
  {
    name: 'a smaller shared pool',
    why: 'Four connections keep two processors as busy as ten do; how many are best is a question to the machine.',
    mine: sharedPool('max: 4, connectionTimeoutMillis: 3000'),
    load: true,
    fails: 'index',
    reached: 'pooled',
  },
  {
    name: 'a larger pool per request',
    why: 'A hundred pools of ten share as little as a hundred pools of one: each request still logs in.',
    mine: perRequest('max: 10, connectionTimeoutMillis: 2000'),
    fails: 'connections',
    hint: /how often/,
    reached: 'broken',
    inSample: true,
  },
  {
    name: 'one pool, ended after each request',
    why: 'It looks shared, but nothing of it is left for the next request.',
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
    reached: 'broken',
  },
  {
    name: 'a pool of 90',
    why: 'It works alone. The server has a hundred connections, and during a deployment there are two copies of the API.',
    mine: sharedPool('max: 90, connectionTimeoutMillis: 2000'),
    fails: 'room',
    hint: /second copy/,
    reached: 'broken',
  },
  {
    name: 'a pool with a limit of 60 s',
    why: 'It waits instead of failing: when the database stands still, everybody stands in line for a minute and nobody is told.',
    mine: sharedPool('max: 10, connectionTimeoutMillis: 60_000'),
    fails: 'limit',
    hint: /hangs for a minute/,
    reached: 'broken',
    inSample: true,
  },
  {
    name: 'a pool without a limit',
    why: 'node-postgres waits for ever unless it is told otherwise.',
    mine: sharedPool('max: 10'),
    fails: 'limit',
    reached: 'broken',
  },
  {
    name: 'a limit for the query instead of one for the line',
    why: 'PostgreSQL ends the ten queries that it has, one second after the other. Those in line hear nothing.',
    mine: sharedPool('max: 10, statement_timeout: 1000'),
    fails: 'limit',
    reached: 'broken',
  },
  {
    name: 'a connection that is given back only when all went well',
    why: 'Each request that fails in the database takes a connection with it. After ten of them there is none left.',
    mine: ownUse(
      `const pool = createPool({ ${goodPool} });`,
      `const client = await pool.connect();
      const result = await work(client);
      client.release();
      return result;`,
    ),
    fails: 'contract',
    hint: /gives them back/,
    reached: 'broken',
  },
  {
    name: 'a global lock',
    why: 'One request at a time never runs out of connections. One slow query then is everybody’s.',
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
    hint: /one door/,
    reached: 'broken',
    inSample: true,
  },
];
