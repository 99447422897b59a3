import { cacheFor, feedAnswer, feedRouteFile, perRequest } from '../../../scripts/experiments/api-code.ts';
import type { Fix } from '../fix.ts';

export const queryFile = 'app/src/routes/feed-query.ts';
export const order = 'ORDER BY posts.created_at DESC';
const queryFeed = `database.query<FeedPost & Record<string, unknown>>('feed', feedQuery)`;

/** Replaces the line of the feed's route that sends the response. */
const answerWith = (code: string) => [{ file: feedRouteFile, from: feedAnswer, to: code }];

/** The original fault: under 100 users most requests fail in the database. */
const fault = perRequest('max: 1, connectionTimeoutMillis: 150');

/** Changes to the API's responses. */
export const answers: Fix[] = [
  {
    name: 'pages instead of a list',
    why: 'A cursor is a good idea, but it is a different API: every client that expects a list would break.',
    edits: answerWith(`      const posts = await ${queryFeed};
      response.json({ posts, next: posts.at(-1)?.created_at });`),
    fails: 'contract',
    hint: /rely on these responses/,
  },
  {
    name: '429 above 10 requests at a time',
    why: 'A limit keeps a server alive, and is worth having on top of a pool. On its own it turns away users whom the database could serve.',
    edits: [
      {
        file: 'app/src/app.ts',
        from: `  app.use(measureRequests(metrics.http));`,
        to: `  app.use(measureRequests(metrics.http));
  let inside = 0;
  app.use((_request, response, next) => {
    if (inside >= 10) {
      response.status(429).json({ error: { code: 'too_many_requests', message: 'try again later' } });
      return;
    }
    inside += 1;
    response.on('close', () => {
      inside -= 1;
    });
    next();
  });`,
      },
    ],
    fails: 'reliable',
    hint: /rejected/,
  },
  {
    name: 'a cache for 30 s',
    why: 'Users don’t see their own new post for up to half a minute. And whenever the cache expires, the slow query runs for all of them at once.',
    ...cacheFor(30_000),
    fails: 'fresh',
    hint: /does not come from the table/,
    inSample: true,
  },
  {
    name: '200 with an empty list',
    why: 'A failure reported as a success: the dashboard turns green, and users see an empty feed.',
    mine: fault,
    edits: answerWith(`      response.json(await ${queryFeed}.catch(() => []));`),
    fails: 'honest',
    hint: /reported as a success/,
  },
  {
    name: '200 with an error inside',
    why: 'The same, with an apology.',
    mine: fault,
    edits: answerWith(`      const rows = ${queryFeed};
      response.json(await rows.catch(() => ({ error: { code: 'sorry', message: 'please try again' } })));`),
    fails: 'honest',
  },
  {
    name: 'the oldest rows',
    why: 'Twenty posts, but not the right ones.',
    edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.created_at' }],
    fails: 'correct',
    hint: /make psql/,
  },
  {
    name: 'sorted by id',
    why: 'The primary key has an index, and ids mostly rise with time. Mostly: an import writes old posts with new ids.',
    edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.id DESC' }],
    fails: 'fresh',
  },
  {
    name: 'fewer rows',
    why: 'Nine out of ten posts were deleted. The feed is fast, and users’ posts are gone.',
    sql: ['DELETE FROM posts WHERE id <= 9000'],
    fails: 'rows',
    hint: /Whose posts/,
    deletesPosts: true,
  },
];
