import type { Request, Router } from 'express';
import { encodeCursor, type PageCursor } from '../contract/page-cursor.ts';
import { parseBefore, parseLimit } from '../contract/page-parameters.ts';
import { parseUserId } from '../contract/user-id.ts';
import type { Database } from '../database/database.ts';
import type { Statement } from '../database/run-statement.ts';
import { exactRouter } from '../http/exact-router.ts';
import { timingOf } from '../http/measure-requests.ts';
import { allowOnly } from '../http/methods.ts';
import { sendJson } from '../http/send-json.ts';
import { unknownUser } from './unknown-user.ts';

/** Returns no row for an unknown user, and a row of nulls for a user without posts. */
const userPostsQuery = `
SELECT
  page.id, page.user_id, page.content, page.created_at,
  to_char(page.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS instant
FROM users
LEFT JOIN LATERAL (
  SELECT id, user_id, content, created_at
  FROM posts
  WHERE user_id = users.id
    AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::integer))
  ORDER BY created_at DESC, id DESC
  LIMIT $4
) AS page ON true
WHERE users.id = $1
ORDER BY page.created_at DESC, page.id DESC`;

const userPosts: Statement = { name: 'user_posts', text: userPostsQuery };

interface UserPost extends PageCursor {
  user_id: number;
  content: string;
  created_at: string;
}

/** `GET /users/:id/posts?limit=&before=`: newest first; the Link header points to the next page. */
export function userPostsRoute(database: Database): Router {
  const router = exactRouter();
  router
    .route('/users/:id/posts')
    .get(async (request: Request<{ id: string }>, response) => {
      const id = parseUserId(request.params.id);
      const limit = parseLimit(request.query.limit);
      const before = parseBefore(request.query.before);
      // One row more than requested shows whether there is a next page.
      const values = [id, before?.instant, before?.id, limit + 1];
      const rows = await database.query<UserPost & Record<string, unknown>>(userPosts, values, timingOf(response));
      if (rows.length === 0) throw unknownUser(id);

      const posts = rows.filter((row) => row.id !== null);
      const page = posts.slice(0, limit);
      const last = page.at(-1);
      if (posts.length > limit && last)
        response.links({ next: `/users/${id}/posts?limit=${limit}&before=${encodeCursor(last)}` });
      const list = page.map(({ instant: _, ...post }) => post);
      sendJson(response, list);
    })
    .all(allowOnly('GET'));
  return router;
}
