import { ownUse, sharedPool, useClient } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { appFile, goodPool } from './code.ts';

/** Waits two seconds for a connection; `late` deals with one that comes afterwards. */
const race = (late: string) =>
  ownUse(
    `const pool = createPool({ max: 10 });`,
    `const connecting = pool.connect();
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('timeout: no connection within 2 s')), 2000);
      });
      const client = await Promise.race([connecting, timeout])${late}.finally(() => clearTimeout(timer));
      ${useClient}`,
    'await pool.end();',
  );

/** Hand-written limits on the wait. None of them builds an index. */
export const timers: Kind = {
  title: 'A timer of your own',
  fixes: [
    {
      name: 'a race against a timer',
      why: 'The request gives up after 2 s, but the pool doesn’t know: the connection comes later, and nobody releases it. After one slow moment, none are left.',
      mine: race(''),
      fails: 'survives',
      inSample: true,
    },
    {
      name: 'a race against a timer that releases the late connection',
      why: 'Right: it does by hand what connectionTimeoutMillis does. A connection that comes too late goes back to the pool.',
      mine: race(`.catch((error) => {
          connecting.then(
            (client) => client.release(),
            () => {},
          );
          throw error;
        })`),
      fails: 'index',
    },
    {
      name: 'a timer that throws',
      why: 'An error thrown in a timer has no caller to catch it, so it crashes the API for everybody.',
      mine: ownUse(
        `const pool = createPool({ max: 10 });`,
        `const timer = setTimeout(() => {
        throw new Error('timeout: no connection within 3 s');
      }, 3000);
      const client = await pool.connect();
      clearTimeout(timer);
      ${useClient}`,
        'await pool.end();',
      ),
      fails: 'survives',
    },
    {
      name: 'a response that is destroyed after 2 s',
      why: 'The user gets a closed connection instead of an error, and the query keeps its place in line, so the queue only grows.',
      mine: sharedPool('max: 10'),
      edits: [
        {
          file: appFile,
          from: '  app.use(feedRoute(database)',
          to: `  app.use((_request, response, next) => {
    const timer = setTimeout(() => response.destroy(), 2000);
    response.once('close', () => clearTimeout(timer));
    next();
  });
  app.use(feedRoute(database)`,
        },
      ],
      fails: 'limit',
    },
    {
      name: '503 after 3 s, whatever the request waits for',
      why: 'Right: the pool limits the wait for a connection, and the timer limits the request as a whole. A query that is still running keeps its connection until it ends.',
      mine: ownUse(
        `const pool = createPool({ ${goodPool} });`,
        `let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('timeout: no answer within 3 s')), 3000);
      });
      const answer = pool.connect().then((client) => work(client).finally(() => client.release()));
      return Promise.race([answer, late]).finally(() => clearTimeout(timer));`,
        'await pool.end();',
      ),
      fails: 'index',
    },
  ],
};
