import { ownUse, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { goodPool, importPg } from './code.ts';
import { semaphore } from './semaphore.ts';

const behindSemaphore: Fix = {
  name: 'ten clients behind a semaphore',
  why: 'Right: a pool, written by hand. It limits the connections and the wait, and forgets connections that have ended.',
  mine: ownUse(
    semaphore,
    `await acquire();
      try {
        const [found] = free;
        const client = found ?? (await open());
        free.delete(client);
        try {
          const result = await work(client);
          free.add(client);
          return result;
        } catch (error) {
          // A rejected statement leaves the connection as it was; anything else may not.
          const state = error instanceof pg.DatabaseError ? (error.code ?? '57') : '57';
          if (state.startsWith('57')) client.end().catch(() => {});
          else free.add(client);
          throw error;
        }
      } finally {
        release();
      }`,
    'await Promise.all([...free].map((client) => client.end()));',
    importPg,
  ),
  fails: 'index',
};

/** Connections without a pool, or with something around it. None of them builds an index. */
export const rawClients: Kind = {
  title: 'Other ways to share',
  fixes: [
    {
      name: 'pool.query()',
      why: 'Right: the pool takes a connection for the query, and releases it afterwards, whatever happens.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        'return work(pool as unknown as pg.ClientBase);',
        'await pool.end();',
        `import type pg from 'pg';\n`,
      ),
      fails: 'index',
    },
    behindSemaphore,
    {
      name: 'a transaction around each request',
      why: 'Right: BEGIN and COMMIT cost two round trips, and a failed request is rolled back before its connection goes back to the pool.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `const client = await pool.connect();
      let isBroken = false;
      try {
        await client.query('BEGIN');
        const result = await work(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {
          isBroken = true;
        });
        throw error;
      } finally {
        client.release(isBroken);
      }`,
        'await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'one connection for everybody',
      why: 'Nobody logs in anymore, but a connection runs one query at a time: one slow query delays everybody.',
      mine: ownUse(
        `const client = new pg.Client({ connectionString: process.env.DATABASE_URL ?? '' });
  client.on('error', () => {});
  const connected = client.connect();
  connected.catch(() => {});`,
        `await connected;
      return work(client);`,
        'await client.end();',
        importPg,
      ),
      fails: 'parallel',
      hint: /one slow query/,
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
    },
  ],
};
