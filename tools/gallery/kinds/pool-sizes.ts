import { ownUse, sharedPool, useClient, useOnce } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';

/** One shared pool, with different settings. None of them builds an index. */
export const poolSizes: Kind = {
  title: 'How many connections',
  fixes: [
    {
      name: 'the shared pool of the lab',
      why: 'The lab’s own fix 1: ten connections that stay open, and at most two seconds of waiting for one.',
      fails: 'index',
      hint: /make explain/,
    },
    {
      name: 'a pool of 4',
      why: 'Right: four connections are plenty for two processors. The best number depends on the machine.',
      mine: sharedPool('max: 4, connectionTimeoutMillis: 3000'),
      fails: 'index',
    },
    {
      name: 'a pool of 8',
      why: 'Right: a common rule of thumb is twice the number of processors, plus a few.',
      mine: sharedPool('max: 8, connectionTimeoutMillis: 2000, idleTimeoutMillis: 10_000'),
      fails: 'index',
    },
    {
      name: 'a pool that grows to 20 and stays',
      why: 'Right: it opens connections as they are needed, and never closes them. The database has enough for two copies of the API.',
      mine: sharedPool('max: 20, connectionTimeoutMillis: 2000, idleTimeoutMillis: 0'),
      fails: 'index',
    },
    {
      name: 'a pool of 5 that has up to twenty connections while many have to wait',
      why: 'Right: when a request has waited for a second, up to fifteen more connections are opened, and closed once nobody has used them for a second. There are never more than twenty.',
      mine: ownUse(
        `const pool = createPool({ min: 5, max: 5, connectionTimeoutMillis: 2000, idleTimeoutMillis: 1000 });
  const grow = () => {
    pool.options.max = 20;
    for (let missing = Math.min(pool.waitingCount, 20 - pool.totalCount); missing > 0; missing -= 1)
      pool.connect().then(
        (client) => client.release(),
        () => {},
      );
  };`,
        `const late = setTimeout(grow, 1000);
      const client = await pool.connect().finally(() => clearTimeout(late));
      try {
        return await work(client);
      } finally {
        if (pool.waitingCount === 0) pool.options.max = 5;
        client.release();
      }`,
        'await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'a warm pool',
      why: 'Right: all ten connections are opened at startup, so that the first users after a deployment don’t wait for logins.',
      mine: ownUse(
        `const pool = createPool({ max: 10, min: 10, connectionTimeoutMillis: 2000 });
  for (let opened = 0; opened < 10; opened += 1)
    pool.connect().then(
      (client) => client.release(),
      () => {},
    );`,
        useOnce,
        'await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'a pool of 4 that grows to 20 when somebody has waited for a second',
      why: 'Right: four connections are enough most of the time, and twenty are its limit.',
      mine: ownUse(
        `const pool = createPool({ max: 4, connectionTimeoutMillis: 2000, idleTimeoutMillis: 30_000 });`,
        `const grow = setTimeout(() => {
        pool.options.max = 20;
      }, 1000);
      const client = await pool.connect().finally(() => clearTimeout(grow));
      ${useClient}`,
        'await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'a pool of 2 that gets another connection for each second that somebody waits',
      why: 'Right, if unusual: it grows slowly, and never beyond twenty.',
      mine: ownUse(
        `const pool = createPool({ max: 2, connectionTimeoutMillis: 3000, idleTimeoutMillis: 30_000 });
  const growing = setInterval(() => {
    if (pool.waitingCount === 0 || pool.options.max >= 20) return;
    pool.options.max += 1;
    // A pool opens a connection when somebody asks for one.
    pool.connect().then(
      (client) => client.release(),
      () => {},
    );
  }, 1000);`,
        useOnce,
        'clearInterval(growing);\n      await pool.end();',
      ),
      fails: 'index',
    },
    {
      name: 'connections that are replaced after 7,500 uses',
      why: 'Right: a session that lives forever can accumulate memory. One login in 7,500 requests costs nothing.',
      mine: sharedPool('max: 10, connectionTimeoutMillis: 2000, maxUses: 7500'),
      fails: 'index',
    },
    {
      name: 'a pool of 90',
      why: 'One copy of the API works. But the server has a hundred connections, and during a deployment two copies run at once.',
      mine: sharedPool('max: 90, connectionTimeoutMillis: 2000'),
      fails: 'room',
      hint: /second copy/,
    },
    {
      name: 'a pool of 97',
      why: 'That is every connection that the server has for applications: while the API is busy, nobody else can log in, not even you.',
      mine: sharedPool('max: 97, connectionTimeoutMillis: 2000'),
      fails: 'room',
      hint: /second copy/,
    },
  ],
};
