import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { feedLength } from '../scenario/story.ts';
import { listSchema } from './api-schemas.ts';
import { headerThatAllowsReuse } from './cacheable.ts';
import { excerpt, sendRequest, succeeded } from './send-request.ts';
import { verifyContent } from './verify-content.ts';

const path = `/users/${verifyUser.id}/posts?limit=${feedLength}`;

/** The content of many posts of the same age, which may come in any order. */
export const importedContent = verifyContent('imported');

const newestPosts = `
SELECT id::float8 AS id, content
FROM (SELECT * FROM posts WHERE user_id = $1 ORDER BY created_at DESC FETCH FIRST ($2) ROWS WITH TIES) AS newest
WHERE content <> $3
ORDER BY created_at DESC`;

/** Asks a second time if the first request fails: a failed request shows nothing old. */
async function requestList(address: string) {
  const response = await sendRequest(address, path);
  return succeeded(response) ? response : sendRequest(address, path);
}

/**
 * Compares the list of verify's own posts with the table. Resolves to what is wrong, in a sentence,
 * if anything is.
 */
export async function compareList(address: string, client: pg.ClientBase): Promise<string | undefined> {
  const response = await requestList(address);
  const { rows } = await client.query(newestPosts, [verifyUser.id, feedLength, importedContent]);
  const { data: list } = listSchema.safeParse(response.body);
  if (!list) return `GET ${path} did not return a list: status ${response.status}, ${excerpt(response.body)}`;
  const shown = list.filter(({ content }) => content !== importedContent).map(({ id, content }) => ({ id, content }));
  if (!isDeepStrictEqual(shown, rows)) return `GET ${path} shows ${excerpt(shown)}; the database has ${excerpt(rows)}`;
  const reusable = headerThatAllowsReuse(response.headers);
  return reusable && `GET ${path} lets clients and proxies show an old list (${reusable})`;
}
