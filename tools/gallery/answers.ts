import { cacheFor, feedAnswer, feedRouteFile, perRequest } from '../../scripts/experiments/api-code.ts';
import type { Fix } from './fix.ts';

const queryFile = 'app/src/routes/feed-query.ts';
const order = 'ORDER BY posts.created_at DESC';

/** The fault as it is: under 100 users most requests fail, and the route below decides what that looks like. */
const fault = perRequest('max: 1, connectionTimeoutMillis: 150');

/** What people do about the answers. */
export const answers: Fix[] = [
  {
    name: 'pages instead of a list',
    why: 'A cursor is a good idea, and another API: every client that reads a list today breaks.',
    edits: [
      {
        file: feedRouteFile,
        from: feedAnswer,
        to: `      const posts = await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery);
      response.json({ posts, next: posts.at(-1)?.created_at });`,
      },
    ],
    fails: 'contract',
    hint: /rely on these answers/,
    reached: 'broken',
  },
  {
    name: '429 for everybody above 10',
    why: 'A limit keeps a server alive, and is worth having beside a pool. Alone it turns away people whom the database could serve.',
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
    load: true,
    fails: 'reliable',
    hint: /turned away/,
    reached: 'broken',
  },
  {
    name: 'a cache for 30 s',
    why: 'Who posts does not see it for half a minute, and every half minute the slow query is back for all at once.',
    ...cacheFor(30_000),
    fails: 'fresh',
    hint: /does not come from the table/,
    reached: 'broken',
    inSample: true,
  },
  {
    name: '200 with an empty list',
    why: 'A failure that is called a success: the dashboard turns green, and users see nothing.',
    mine: fault,
    edits: [
      {
        file: feedRouteFile,
        from: feedAnswer,
        to: `      response.json(await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery).catch(() => []));`,
      },
    ],
    fails: 'honest',
    hint: /called a success/,
    reached: 'broken',
  },
  {
    name: '200 with an error inside',
    why: 'The same, with an apology.',
    mine: fault,
    edits: [
      {
        file: feedRouteFile,
        from: feedAnswer,
        to: `      const rows = database.query<FeedPost & Record<string, unknown>>('feed', feedQuery);
      response.json(await rows.catch(() => ({ error: { code: 'sorry', message: 'please try again' } })));`,
      },
    ],
    fails: 'honest',
    reached: 'broken',
  },
  {
    name: 'the oldest rows',
    why: 'Twenty posts, quickly, and not those that were asked for.',
    edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.created_at' }],
    fails: 'correct',
    hint: /make psql/,
    reached: 'broken',
  },
  {
    name: 'sorted by id',
    why: 'The primary key has an index, and ids mostly rise with time. Mostly: an import writes old posts with new ids.',
    edits: [{ file: queryFile, from: order, to: 'ORDER BY posts.id DESC' }],
    fails: 'fresh',
    reached: 'broken',
  },
  {
    name: 'fewer rows',
    why: 'Somebody deleted nine posts of ten. It is fast now, and the posts are gone.',
    sql: ['DELETE FROM posts WHERE id <= 9000'],
    fails: 'rows',
    hint: /Whose posts/,
    reached: 'broken',
    takesPosts: true,
  },
];
