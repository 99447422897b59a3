import { feedAnswer, feedRouteFile, queryFeed } from '../../../scripts/experiments/api-code.ts';
import type { Fix, Kind } from '../fix.ts';
import { appFile } from './code.ts';

/** Express’s own method, unlike the lab’s sendJson(), answers conditional requests. */
const jsonAnswer = feedAnswer.replace('sendJson(response, posts)', 'response.json(posts)');
const answerByExpress = { file: feedRouteFile, from: feedAnswer, to: jsonAnswer };

/** Sends this header with the feed. */
const withHeader = (name: string, value: string) => ({
  ...answerByExpress,
  to: `      response.set('${name}', '${value}');\n${jsonAnswer}`,
});

/** Lets If-None-Match through, which the lab's API ignores. */
const allowConditions = { file: appFile, from: `    delete request.headers['if-none-match'];\n`, to: '' };

const etagOfContent: Fix = {
  name: 'an ETag of the content',
  why: 'Right: a client that has the newest feed or list gets an empty 304, and any change results in a new tag. The query still runs.',
  edits: [
    { file: appFile, from: `app.disable('etag')`, to: `app.set('etag', 'strong')` },
    allowConditions,
    answerByExpress,
    {
      file: 'app/src/routes/user-posts.ts',
      from: '      sendJson(response, list)',
      to: '      response.json(list)',
    },
  ],
  fails: 'index',
};

/** Feeds that browsers and proxies keep. None of them builds an index. */
export const httpCaches: Kind = {
  title: 'Answers kept elsewhere',
  fixes: [
    {
      name: 'Cache-Control: public, max-age=30',
      why: 'The cache for 30 s again, in a place that the API cannot clear: every browser and every proxy.',
      edits: [withHeader('Cache-Control', 'public, max-age=30')],
      fails: 'fresh',
    },
    {
      name: 'Cache-Control: public, max-age=30 on the lists',
      why: 'The feed is fresh, but people who have just posted don’t find the post on their own page.',
      edits: [
        {
          file: 'app/src/routes/user-posts.ts',
          from: '      sendJson(response, list',
          to: `      response.set('Cache-Control', 'public, max-age=30');\n      sendJson(response, list`,
        },
      ],
      fails: 'fresh',
    },
    {
      name: 'an Expires header',
      why: 'The same cache, by an older header.',
      edits: [
        {
          file: feedRouteFile,
          from: feedAnswer,
          to: `      response.set('Expires', new Date(Date.now() + 30_000).toUTCString());\n${feedAnswer}`,
        },
      ],
      fails: 'fresh',
    },
    {
      name: 'X-Accel-Expires: 5',
      why: 'The same cache once more: nginx, as a proxy or an ingress, keeps the response for five seconds, and removes the header, so that nobody sees it.',
      edits: [withHeader('X-Accel-Expires', '5')],
      fails: 'fresh',
    },
    {
      name: 'an ETag that never changes',
      why: 'The API answers 304 (not modified), whatever the client has.',
      edits: [withHeader('ETag', '"feed"'), allowConditions],
      fails: 'fresh',
    },
    {
      name: 'Last-Modified with the time of the newest post',
      why: 'Express answers If-Modified-Since with 304 on its own. The time has a resolution of one second, and does not change when a post is edited, or when an older one is deleted.',
      edits: [
        {
          file: feedRouteFile,
          from: feedAnswer,
          to: `      const posts = await ${queryFeed};
      if (posts[0]) response.set('Last-Modified', new Date(posts[0].created_at).toUTCString());
      response.json(posts);`,
        },
      ],
      fails: 'fresh',
    },
    etagOfContent,
    {
      name: 'Cache-Control: no-cache',
      why: 'Right: it asks caches to check with the API each time.',
      edits: [withHeader('Cache-Control', 'no-cache')],
      fails: 'index',
    },
  ],
};
