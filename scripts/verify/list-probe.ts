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
async function requestList(address: string, path: string) {
  const response = await sendRequest(address, path);
  return succeeded(response) ? response : sendRequest(address, path);
}

/**
 * Compares the list of verify's own posts with the table. Resolves to what is wrong, in a sentence,
 * if anything is.
 */
export async function compareList(address: string, client: pg.ClientBase): Promise<string | undefined> {
  const response = await requestList(address, path);
  const { rows } = await client.query(newestPosts, [verifyUser.id, feedLength, importedContent]);
  const { data: list } = listSchema.safeParse(response.body);
  if (!list) return `GET ${path} did not return a list: status ${response.status}, ${excerpt(response.body)}`;
  const shown = list.filter(({ content }) => content !== importedContent).map(({ id, content }) => ({ id, content }));
  if (!isDeepStrictEqual(shown, rows)) return `GET ${path} shows ${excerpt(shown)}; the database has ${excerpt(rows)}`;
  const reusable = headerThatAllowsReuse(response.headers);
  return reusable && `GET ${path} lets clients and proxies show an old list (${reusable})`;
}

/** The page that the Link header calls the next one (RFC 8288); undefined if there is none. */
export function nextPageOf(headers: Headers, address: string): string | undefined {
  const [, target] = /<([^<>]*)>\s*;[^<]*?\brel="?next\b/i.exec(headers.get('link') ?? '') ?? [];
  if (!target) return undefined;
  const { pathname, search } = new URL(target, address);
  return pathname + search;
}

const changedContent = verifyContent('imported, then changed');

/**
 * Requests the second page of verify's own posts, of which there have to be many; deletes one of
 * the posts on it, and changes another; and requests it again. Resolves to what is wrong, in a
 * sentence, if anything is. Whether there is such a page is a matter of the contract.
 */
export async function compareOlderPage(address: string, client: pg.ClientBase): Promise<string | undefined> {
  const page = nextPageOf((await requestList(address, path)).headers, address);
  if (!page) return undefined;
  const before = listSchema.safeParse((await requestList(address, page)).body).data ?? [];
  const [deleted, changed] = before.filter(({ user_id }) => user_id === verifyUser.id);
  if (!deleted || !changed) return undefined;
  await client.query('DELETE FROM posts WHERE id = $1', [deleted.id]);
  await client.query('UPDATE posts SET content = $2 WHERE id = $1', [changed.id, changedContent]);
  const response = await requestList(address, page);
  // compareList() takes all posts of that age for equal.
  await client.query('DELETE FROM posts WHERE id = $1', [changed.id]);
  const when = 'right after another program had changed older posts';
  const { data: list } = listSchema.safeParse(response.body);
  if (!list) return `${when}: GET ${page} did not return a list: status ${response.status}, ${excerpt(response.body)}`;
  if (list.some(({ id }) => id === deleted.id))
    return `${when}: GET ${page} still shows post ${deleted.id}, which was deleted`;
  const isOld = list.some(({ id, content }) => id === changed.id && content !== changedContent);
  if (isOld) return `${when}: GET ${page} shows the old text of post ${changed.id}`;
  const reusable = headerThatAllowsReuse(response.headers);
  return reusable && `GET ${page} lets clients and proxies show an old list (${reusable})`;
}
