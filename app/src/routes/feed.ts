import { Router } from 'express';
import type { Database } from '../database/database.ts';
import { allowOnly } from '../http/methods.ts';

/** The 20 newest posts of everybody. */
export const feedQuery = `
SELECT posts.id, posts.user_id, posts.content, posts.created_at, users.username
FROM posts
JOIN users ON users.id = posts.user_id
ORDER BY posts.created_at DESC
LIMIT 20`;

export interface FeedPost {
  id: number;
  user_id: number;
  content: string;
  created_at: Date;
  username: string;
}

/** `GET /feed`: the 20 newest posts with their authors' names. */
export function feedRoute(database: Database): Router {
  const router = Router();
  router
    .route('/feed')
    .get(async (_request, response) => {
      response.json(await database.query<FeedPost & Record<string, unknown>>('feed', feedQuery));
    })
    .all(allowOnly('GET'));
  return router;
}
