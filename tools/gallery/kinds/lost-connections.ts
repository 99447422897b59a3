import { ownUse, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { appFile, goodPool, importPg } from './code.ts';

const ownPool = (listener: string) =>
  ownUse(
    `const pool = new pg.Pool({
    connectionString: process.env.DATABASE_URL ?? '',
    max: 10,
    connectionTimeoutMillis: 2000,
  });${listener}`,
    useOnce,
    'await pool.end();',
    importPg,
  );

const idleListener = `
  pool.on('error', (error) => console.error('an idle connection was lost:', error.message));`;

/** A connection per request of the API, from a middleware, as many frameworks have it. */
const releasedWithTheResponse: Fix = {
  name: 'a connection that is released when the response is finished',
  why: 'The event "finish" never comes when the client has gone away: each user who closes the page takes a connection along. It should be "close".',
  mine: ownUse(
    `const pool = createPool({ ${goodPool} });
  const clients = new WeakMap<Response, Promise<pg.PoolClient>>();`,
    `const response = currentResponse.getStore();
      if (!response) {
        ${useOnce}
      }
      let client = clients.get(response);
      if (!client) {
        const taken = pool.connect();
        client = taken;
        clients.set(response, taken);
        response.once('finish', () => {
          taken.then(
            (connected) => connected.release(),
            () => {},
          );
        });
      }
      return work(await client);`,
    'await pool.end();',
    `import { AsyncLocalStorage } from 'node:async_hooks';
import type { Response } from 'express';
import type pg from 'pg';

export const currentResponse = new AsyncLocalStorage<Response>();
`,
  ),
  edits: [
    {
      file: appFile,
      from: `  app.use(feedRoute(database)`,
      to: `  app.use((_request, response, next) => currentResponse.run(response, next));
  app.use(feedRoute(database)`,
    },
    {
      file: appFile,
      from: `import type { Database } from './database/database.ts';`,
      to: `import type { Database } from './database/database.ts';
import { currentResponse } from './database/mine.ts';`,
    },
  ],
  fails: 'survives',
};

/** What happens to a connection that breaks, or whose user goes away. No index. */
export const lostConnections: Kind = {
  title: 'Connections that are lost',
  fixes: [
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
      hint: /release them/,
    },
    releasedWithTheResponse,
    {
      name: 'a pool of your own without an error listener',
      why: 'When the database closes an idle connection, the pool emits "error". Without a listener, Node.js ends the process.',
      mine: ownPool(''),
      fails: 'survives',
    },
    {
      name: 'a pool of your own with an error listener',
      why: 'Right: the pool replaces a connection that the server has closed. With a queue there is a rare race in node-postgres, which a second listener, on each client, wins.',
      mine: ownPool(idleListener),
      fails: 'index',
    },
    {
      name: 'a pool of your own with listeners for all connections',
      why: 'Right: the pool replaces lost idle connections, and a lost busy one fails its query and nothing else.',
      mine: ownPool(`${idleListener}
  pool.on('connect', (client) => client.on('error', () => {}));`),
      fails: 'index',
    },
    {
      name: 'the error listener removed',
      why: 'It looked like noise in the log. It was what kept the API alive when the database restarts.',
      edits: [
        {
          file: 'app/src/database/create-pool.ts',
          from: `    pool.on('error', (error) => logger.warn({ err: error }, 'an idle connection was lost'));\n`,
          to: '',
        },
      ],
      fails: 'survives',
    },
    {
      name: 'a second try after a lost connection',
      why: 'Right: the database ended the session before it had run the statement, so another connection may.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `for (let attempt = 1; ; attempt += 1) {
        const client = await pool.connect();
        let lost = false;
        try {
          return await work(client);
        } catch (error) {
          // 57P01: the session was terminated, and its statement rolled back.
          lost = (error as { code?: string }).code === '57P01';
          if (!lost || attempt === 2) throw error;
        } finally {
          client.release(lost);
        }
      }`,
        'await pool.end();',
      ),
      fails: 'index',
    },
  ],
};
