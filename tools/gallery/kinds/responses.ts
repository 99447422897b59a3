import { feedAnswer, feedRouteFile, queryFeed, sharedPool } from '../../../scripts/experiments/api-code.ts';
import type { Kind } from '../fix.ts';
import { appFile } from './code.ts';

/** Replaces the line of the feed's route that sends the response. */
const answerWith = (code: string) => [{ file: feedRouteFile, from: feedAnswer, to: code }];

/** Serves a few users at a time. With 100 users, most requests find no connection in time. */
const impatientPool = sharedPool('max: 2, connectionTimeoutMillis: 250');

/** Changes to what the API says. */
export const responses: Kind = {
  title: 'Other responses',
  fixes: [
    {
      name: 'pages instead of a list',
      why: 'A cursor is a good idea, but it is a different API: every client that expects a list would break.',
      edits: answerWith(`      const posts = await ${queryFeed};
      sendJson(response, { posts, next: posts.at(-1)?.created_at });`),
      fails: 'contract',
      hint: /rely on these responses/,
    },
    {
      name: '429 above 10 requests at a time',
      why: 'A limit keeps a server alive, and is worth having on top of a pool. On its own it turns away users whom the database could serve.',
      edits: [
        {
          file: appFile,
          from: `  app.use(measureRequests(metrics.http, startTrace));`,
          to: `  app.use(measureRequests(metrics.http, startTrace));
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
      name: '200 with an empty list',
      why: 'A failure reported as a success: the dashboard turns green, and users see an empty feed.',
      mine: impatientPool,
      edits: answerWith(`      sendJson(response, await ${queryFeed}.catch(() => []));`),
      fails: 'honest',
      hint: /reported as a success/,
    },
    {
      name: '200 with an error inside',
      why: 'The same, with an apology.',
      mine: impatientPool,
      edits: answerWith(`      const rows = ${queryFeed};
      sendJson(response, await rows.catch(() => ({ error: { code: 'sorry', message: 'please try again' } })));`),
      fails: 'honest',
    },
  ],
};
