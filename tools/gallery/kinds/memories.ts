import { cacheFor, queryFeed } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { answerEachQuery, feedFrom, goodPool, orLastGood } from './code.ts';

const userPostsFile = 'app/src/routes/user-posts.ts';
const postsFile = 'app/src/routes/posts.ts';

const cacheState = `let inside = 0;
  let cached: unknown;
  let cachedAt = 0;`;

/** Feeds that come from the API's memory. */
export const memories: Kind = {
  title: 'Answers from memory',
  fixes: [
    {
      name: 'a cache for 30 s',
      why: 'Users don’t see their own new post for up to half a minute. And whenever the cache expires, the slow query runs for all of them at once.',
      ...cacheFor(30_000),
      fails: 'fresh',
      hint: /does not come from the table/,
    },
    {
      name: 'unknown users are remembered',
      why: 'Whoever asks again for a user who does not exist costs the database nothing. When somebody signs up with that id, their page says 404 until the API is restarted.',
      mine: answerEachQuery(
        `const pool = createPool({ ${goodPool} });
  const unknownUsers = new Set<unknown>();`,
        `// The list of a known user has at least one row.
    const user = text.includes('LATERAL') ? values[0] : undefined;
    if (user !== undefined && unknownUsers.has(user)) return { rows: [] };
    const result = await send(pool);
    if (user !== undefined && result.rows.length === 0) unknownUsers.add(user);
    return result;`,
        'await pool.end();',
      ),
      fails: 'fresh',
    },
    {
      name: 'a cache for 20 ms while more than 20 requests are in flight',
      why: 'Twenty milliseconds sounds like nothing, but somebody who has just posted asks for the feed sooner than that. A single reader never notices.',
      ...feedFrom(
        cacheState,
        `      inside += 1;
      try {
        if (inside <= 20 || Date.now() - cachedAt > 20) {
          cached = await ${queryFeed};
          cachedAt = Date.now();
        }
        sendJson(response, cached);
      } finally {
        inside -= 1;
      }`,
      ),
      fails: 'fresh',
      inSample: true,
    },
    {
      name: 'a cache for 500 ms while more than 120 requests are in flight',
      why: 'With a hundred users it is never used. With three hundred, one request refreshes it every half second, and all others get what was there before.',
      ...feedFrom(
        cacheState,
        `      inside += 1;
      try {
        if (inside <= 120) {
          sendJson(response, await ${queryFeed});
          return;
        }
        if (!cached || Date.now() - cachedAt > 500) {
          // Only one request refreshes the cache; the others don't wait for it.
          cachedAt = Date.now();
          cached = await ${queryFeed};
        }
        sendJson(response, cached);
      } finally {
        inside -= 1;
      }`,
      ),
      fails: 'fresh',
    },
    {
      name: 'a cache of the lists that every post clears',
      why: 'The API clears it whenever it writes. It doesn’t know what other programs write, nor what another copy of the API does.',
      edits: [
        {
          file: userPostsFile,
          from: '/** `GET /users/:id/posts',
          to: '/** By address. */\nexport const lists = new Map<string, { list: unknown; link: string | undefined }>();\n\n/** `GET /users/:id/posts',
        },
        {
          file: userPostsFile,
          from: '      const id = parseUserId(request.params.id);',
          to: `      const id = parseUserId(request.params.id);
      const known = lists.get(request.originalUrl);
      if (known) {
        if (known.link) response.set('Link', known.link);
        sendJson(response, known.list);
        return;
      }`,
        },
        {
          file: userPostsFile,
          from: '      sendJson(response, list);',
          to: `      lists.set(request.originalUrl, { list, link: response.get('Link') });
      sendJson(response, list);`,
        },
        {
          file: postsFile,
          from: `import { unknownUser }`,
          to: `import { lists } from './user-posts.ts';\nimport { unknownUser }`,
        },
        { file: postsFile, from: '      sendJson(response', to: '      lists.clear();\n      sendJson(response' },
      ],
      fails: 'fresh',
    },
    {
      name: 'one query for everybody who asks at the same time',
      why: 'Whoever joins a query that is already running gets the feed as it was when the query began. That may have been before their own post.',
      ...feedFrom(
        'let running: Promise<unknown> | undefined;',
        `      running ??= ${queryFeed}.finally(() => {
        running = undefined;
      });
      sendJson(response, await running);`,
      ),
      fails: 'fresh',
    },
    {
      name: 'the last good feed when the database fails',
      why: 'Users see an old feed and don’t know it. The error rate stays at zero while nothing can be read.',
      ...orLastGood(),
      fails: 'fresh',
    },
    {
      name: 'the last good feed when the database takes more than 500 ms',
      why: 'Every response is fast, but those that would have been slow are out of date.',
      ...feedFrom(
        'let lastGood: unknown;',
        `      const reading = ${queryFeed}.then((posts) => {
        lastGood = posts;
        return posts;
      });
      const patience = new Promise((resolve) => setTimeout(() => resolve(lastGood), 500));
      sendJson(response, lastGood ? await Promise.race([reading, patience]) : await reading);`,
      ),
      fails: 'fresh',
    },
  ],
};
