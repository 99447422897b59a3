import type { Router } from 'express';
import type { Database } from '../database/database.ts';
import type { Statement } from '../database/run-statement.ts';
import { exactRouter } from '../http/exact-router.ts';
import { timingOf } from '../http/measure-requests.ts';
import { allowOnly } from '../http/methods.ts';
import { sendJson } from '../http/send-json.ts';
import { feedQuery } from './feed-query.ts';

const feed: Statement = { name: 'feed', text: feedQuery };

export interface FeedPost {
  id: number;
  user_id: number;
  content: string;
  created_at: string;
  username: string;
}

/** `GET /feed`: the 20 newest posts with their authors' names. */
export function feedRoute(database: Database): Router {
  const router = exactRouter();
  router
    .route('/feed')
    .get(async (_request, response) => {
      const posts = await database.query<FeedPost & Record<string, unknown>>(feed, [], timingOf(response));
      sendJson(response, posts);
    })
    .all(allowOnly('GET'));
  return router;
}
