import { ownUse, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { appFile, goodPool } from './code.ts';

const listRouteFile = 'app/src/routes/user-posts.ts';

/** One connection for each request to the API, tied to its response, as in many frameworks. */
const releasedWithTheResponse: Fix = {
  name: 'a connection that is released when the response is finished',
  why: 'The response emits no "finish" if the client has disconnected, so everybody who closes the page too early costs a connection. It always emits "close".',
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

/** A list that takes its connection itself. */
const unknownUserLeaks: Fix = {
  name: 'a connection that is not released when the user is unknown',
  why: 'The 404 is thrown before release(). After ten requests for people who do not exist, no connection is left.',
  mine: ownUse(
    `pool = createPool({ ${goodPool} });`,
    useOnce,
    'await pool.end();',
    `import type pg from 'pg';

export let pool: pg.Pool;
`,
  ),
  edits: [
    {
      file: listRouteFile,
      from: `import type { Database } from '../database/database.ts';`,
      to: `import type { Database } from '../database/database.ts';
import { pool } from '../database/mine.ts';`,
    },
    {
      file: listRouteFile,
      from: `      const rows = await database.query<UserPost & Record<string, unknown>>(userPosts, values, timingOf(response));
      if (rows.length === 0) throw unknownUser(id);`,
      to: `      const client = await pool.connect();
      const { rows } = await client.query<UserPost & Record<string, unknown>>(userPostsQuery, values);
      if (rows.length === 0) throw unknownUser(id);
      client.release();`,
    },
  ],
  fails: 'contract',
};

/** Connections that leave the pool and don't come back. None builds an index. */
export const unreleased: Kind = {
  title: 'Connections that are not released',
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
    unknownUserLeaks,
    {
      name: 'a dead connection that is not released',
      why: 'A dead connection must not be reused, but without release() the pool keeps counting it. Each connection that is lost during a query makes the pool smaller for good.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });
  const isDead = (error: Error) => /terminat|closed|ECONNRESET/.test(error.message);`,
        `const client = await pool.connect();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        if (!isDead(error as Error)) client.release();
        throw error;
      }`,
        'await pool.end();',
      ),
      fails: 'survives',
    },
    releasedWithTheResponse,
  ],
};
