import type { Router } from 'express';
import type { Database } from '../database/database.ts';
import { exactRouter } from '../http/exact-router.ts';
import { allowOnly } from '../http/methods.ts';
import { feedQuery } from './feed-query.ts';

export interface FeedPost {
  id: number;
  user_id: number;
  content: string;
  created_at: Date;
  username: string;
}

/** `GET /feed`: the 20 newest posts with their authors' names. */
export function feedRoute(database: Database): Router {
  const router = exactRouter();
  router
    .route('/feed')
    .get(async (_request, response) => {
      response.json(await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery));
    })
    .all(allowOnly('GET'));
  return router;
}
