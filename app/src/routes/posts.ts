import type { Router } from 'express';
import type { Database, Statement } from '../database/database.ts';
import { isForeignKeyViolation } from '../database/database-errors.ts';
import { ApiError } from '../errors.ts';
import { exactRouter } from '../http/exact-router.ts';
import { jsonBody } from '../http/json-body.ts';
import { timingOf } from '../http/measure-requests.ts';
import { allowOnly } from '../http/methods.ts';
import { sendJson } from '../http/send-json.ts';
import { invalidUserId, isId, unknownUser } from './user-id.ts';

const createPost: Statement = {
  name: 'create_post',
  text: `
INSERT INTO posts (user_id, content)
VALUES ($1, $2)
RETURNING id, user_id, content, created_at`,
};

const maximumCharacters = 280;

interface NewPost {
  user_id: number;
  content: string;
}

/**
 * Applies the constraints of the table, so that an invalid post does not need a connection.
 * Characters are code points, as in char_length(), not UTF-16 code units.
 */
function parseNewPost(body: unknown): NewPost {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ApiError('invalid_body', 'expected an object: { "user_id": 1, "content": "..." }');
  const { user_id, content } = body as Record<string, unknown>;
  if (!isId(user_id)) throw invalidUserId();
  if (content === undefined || content === null) throw new ApiError('content_missing', 'content is missing');
  if (typeof content !== 'string') throw new ApiError('invalid_content', 'content is not a string');
  // UTF-8 cannot encode an unpaired surrogate; PostgreSQL would receive U+FFFD instead.
  if (!content.isWellFormed()) throw new ApiError('invalid_content', 'content contains half a surrogate pair');
  if (content.includes('\0')) throw new ApiError('invalid_content', 'content contains a NUL character');
  if (content.trim() === '') throw new ApiError('content_empty', 'content is blank');
  const characters = [...content].length;
  if (characters > maximumCharacters)
    throw new ApiError(
      'content_too_long',
      `content has ${characters} characters; at most ${maximumCharacters} are allowed`,
    );
  return { user_id, content };
}

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
