import type { Router } from 'express';
import { parseNewPost } from '../contract/new-post.ts';
import type { Database } from '../database/database.ts';
import { isForeignKeyViolation } from '../database/database-errors.ts';
import type { Statement } from '../database/run-statement.ts';
import { exactRouter } from '../http/exact-router.ts';
import { jsonBody } from '../http/json-body.ts';
import { timingOf } from '../http/measure-requests.ts';
import { allowOnly } from '../http/methods.ts';
import { sendJson } from '../http/send-json.ts';
import { unknownUser } from './unknown-user.ts';

const createPost: Statement = {
  name: 'create_post',
  text: `
INSERT INTO posts (user_id, content)
VALUES ($1, $2)
RETURNING id, user_id, content, created_at`,
};

/** `POST /posts`: creates a post and returns its row. */
export function postsRoute(database: Database): Router {
  const router = exactRouter();
  router
    .route('/posts')
    .post(jsonBody, async (request, response) => {
      const { user_id, content } = parseNewPost(request.body);
      const [post] = await database
        .query(createPost, [user_id, content], timingOf(response))
        .catch((error) => Promise.reject(isForeignKeyViolation(error) ? unknownUser(user_id, error) : error));
      // A post has no URL of its own; it is the first of its author's posts.
      sendJson(response.location(`/users/${user_id}/posts`), post, 201);
    })
    .all(allowOnly('POST'));
  return router;
}
