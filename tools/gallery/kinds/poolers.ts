import { perRequest, sharedPool } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { type PoolerSettings, usualPoolerAddress } from '../pooler-settings.ts';
import { goodPool } from './code.ts';

/** The learner's own connection string: the same user and password, another address. */
const toPooler = `connectionString: (process.env.DATABASE_URL ?? '').replace(/@.*\\//, '@${usualPoolerAddress}/')`;

/** A connection is back in the pool after each transaction, and nobody waits longer than 3 s. */
const goodPooler: PoolerSettings = { pool_mode: 'transaction', default_pool_size: 10, query_wait_timeout: 3 };

const { query_wait_timeout: _, ...withoutLimit } = goodPooler;

/** PgBouncer between the API and PostgreSQL. None of them builds an index. */
export const poolers: Kind = {
  title: 'A pooler in front of the database',
  fixes: [
    {
      name: 'a pooler, and a connection to it per request',
      why: 'Right: the API still connects for each request, but only to PgBouncer, where that is cheap. Ten sessions of PostgreSQL do the work.',
      mine: perRequest(`${toPooler}, max: 1, connectionTimeoutMillis: 2000`),
      pooler: goodPooler,
      fails: 'index',
    },
    {
      name: 'a shared pool, and a pooler behind it',
      why: 'Right: with several copies of the API, a pooler is what limits their connections in total.',
      mine: sharedPool(`${toPooler}, ${goodPool}`),
      pooler: goodPooler,
      fails: 'index',
    },
    {
      name: 'a pool of 20 in front of a pooler of 10',
      why: 'Right: while ten queries run, the other ten connections wait for the pooler, but not for longer than three seconds. A request may have waited two seconds for one of them before, which makes five.',
      mine: sharedPool(`${toPooler}, max: 20, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000`),
      pooler: goodPooler,
      fails: 'index',
    },
    {
      name: 'a pooler without query_wait_timeout',
      why: 'The queue has only moved from the API to PgBouncer, where a query may wait for two minutes by default.',
      mine: perRequest(`${toPooler}, max: 1, connectionTimeoutMillis: 2000`),
      pooler: withoutLimit,
      fails: 'limit',
    },
    {
      name: 'a pool of 20 in front of a pooler of 10 in session mode',
      why: 'In session mode, a client keeps its server connection until it disconnects, which a busy pool does not do: ten of its twenty connections never reach the database.',
      mine: sharedPool(`${toPooler}, max: 20, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000`),
      pooler: { ...goodPooler, pool_mode: 'session' },
      fails: 'reliable',
    },
  ],
};
