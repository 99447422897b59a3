import { ownUse, sharedPool, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';

/** How long requests wait for a connection. None of them builds an index. */
export const waiting: Kind = {
  title: 'How long requests wait',
  fixes: [
    {
      name: 'a limit of 5 s',
      why: 'Right: five seconds is a long wait, but it ends, and it is the longest that the lab accepts.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 5000'),
      fails: 'index',
    },
    {
      name: 'a limit of 8 s',
      why: 'The wait ends, but only after everybody has given up on the page. The lab allows 5 s.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 8000'),
      fails: 'limit',
    },
    {
      name: 'a limit of 60 s',
      why: 'When the database hangs, every request hangs with it for a minute before it fails.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 60_000'),
      fails: 'limit',
      hint: /hangs for a minute/,
      inSample: true,
    },
    {
      name: 'no limit',
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
      name: 'a limit for the query and 40 connections',
      why: 'With 100 users the queue is short enough to hide the missing limit. With 300, the last ones wait for seven seconds.',
      mine: sharedPool('max: 40, statement_timeout: 1000'),
      fails: 'limit',
    },
    {
      name: 'a short limit for the query and 40 connections',
      why: 'The same, with a limit of 500 ms. Three hundred users wait for at most four seconds, and six hundred for eight: the queue itself has no limit.',
      mine: sharedPool('max: 40, statement_timeout: 500'),
      fails: 'limit',
    },
    {
      name: 'a limit of 4 s for the wait and one of 1 s for the query',
      why: 'Right: while the database hangs, ten requests per second reach it and are canceled, and nobody is in line for longer than four seconds.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 4000, statement_timeout: 1000'),
      fails: 'index',
    },
    {
      name: '503 when 200 requests are in line',
      why: 'Right: if a request could not reach the front of the queue in time, an honest 503 right away is kinder than a late one.',
      mine: ownUse(
        `const pool = createPool({ max: 10, connectionTimeoutMillis: 2000 });`,
        `if (pool.waitingCount >= 200) throw new Error('timeout: 200 requests are in line');
        ${useOnce}`,
        'await pool.end();',
      ),
      fails: 'index',
    },
  ],
};
