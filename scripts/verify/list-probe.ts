import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { z } from 'zod';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { feedLength } from '../scenario/story.ts';
import { postSchema } from './api-schemas.ts';
import { excerpt, sendRequest } from './send-request.ts';

const path = `/users/${verifyUser.id}/posts?limit=${feedLength}`;

/** Posts as old as the last one may take its place, so those with `$3` are left out. */
const newestPosts = `
SELECT id::float8 AS id, content
FROM (SELECT * FROM posts WHERE user_id = $1 ORDER BY created_at DESC FETCH FIRST ($2) ROWS WITH TIES) AS newest
WHERE content <> $3
ORDER BY created_at DESC`;

/**
 * Compares the list of verify's own posts with the table. Resolves to the difference, in a
 * sentence.
 * @param imported the content of many posts of the same age, which may come in any order
 */
export async function compareList(
  address: string,
  client: pg.ClientBase,
  imported: string,
  when: string,
): Promise<string[]> {
  const response = await sendRequest(address, path);
  const { rows } = await client.query(newestPosts, [verifyUser.id, feedLength, imported]);
  const { data: list } = z.array(postSchema).safeParse(response.body);
  if (!list)
    return [`${when}: GET ${path} did not return a list: status ${response.status}, ${excerpt(response.body)}`];
  const shown = list.filter(({ content }) => content !== imported).map(({ id, content }) => ({ id, content }));
  if (isDeepStrictEqual(shown, rows)) return [];
  return [`${when}: GET ${path} shows ${excerpt(shown)}; the database has ${excerpt(rows)}`];
}
