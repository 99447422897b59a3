import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { verifyUser } from '../../db-migrations/src/verify-rows.ts';
import { feedLength } from '../scenario/story.ts';
import { listSchema } from './api-schemas.ts';
import { headerThatAllowsReuse } from './cacheable.ts';
import { isUnchanged, wrongly304 } from './conditional-request.ts';
import type { ContractViolation } from './evidence.ts';
import { nextPageOf } from './next-page.ts';
import { type ApiResponse, excerpt, sendRequest, succeeded } from './send-request.ts';
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

/** Compares the list of verify's own posts with the table, and remembers the last response. */
export function listReader(address: string, client: pg.ClientBase) {
  let last: ApiResponse = { status: 0, headers: new Headers(), body: undefined };
  return {
    /** Resolves to what is wrong, in a sentence, if anything is. */
    async compare(): Promise<string | undefined> {
      const unchanged = await isUnchanged(address, path, last.headers);
      const response = await requestList(address, path);
      const hasChanged = !isDeepStrictEqual(response.body, last.body);
      last = response;
      const { rows } = await client.query(newestPosts, [verifyUser.id, feedLength, importedContent]);
      const { data: list } = listSchema.safeParse(response.body);
      if (!list) return `GET ${path} did not return a list: status ${response.status}, ${excerpt(response.body)}`;
      const own = list.filter(({ content }) => content !== importedContent);
      const shown = own.map(({ id, content }) => ({ id, content }));
      if (!isDeepStrictEqual(shown, rows))
        return `GET ${path} shows ${excerpt(shown)}; the database has ${excerpt(rows)}`;
      const reusable = headerThatAllowsReuse(response.headers);
      if (unchanged && hasChanged) return wrongly304(path);
      return reusable && `GET ${path} lets clients and proxies show an old list (${reusable})`;
    },
  };
}

const changedContent = verifyContent('imported, then changed');

/** What is wrong with a second page, each in a sentence. */
interface PageProblems {
  /** It does not continue where the first page ends. */
  missing?: ContractViolation;
  /** It is out of date. */
  old?: string;
}

/**
 * Requests the second page of verify's own posts, of which there have to be many of the same age;
 * deletes one of the posts on it, and changes another; and requests it again. Whether the first
 * page has a link to it is a matter of the contract.
 */
export async function compareOlderPage(address: string, client: pg.ClientBase): Promise<PageProblems> {
  const first = await requestList(address, path);
  const page = nextPageOf(first.headers, address);
  if (!page) return {};
  const idsOf = ({ body }: ApiResponse) => listSchema.safeParse(body).data?.map(({ id }) => id) ?? [];
  const before = await requestList(address, page);
  // Where each query takes seconds, it may be canceled.
  if (before.status === 0 || before.status >= 500) return {};
  const seen = new Set(idsOf(first));
  const others = idsOf(before).filter((id) => !seen.has(id));
  if (others.length < feedLength)
    return {
      missing: {
        status: before.status,
        text: `GET ${page}, the page after the ${feedLength} newest of thousands of posts: expected ${feedLength} other posts, got ${others.length} with status ${before.status}`,
      },
    };
  const old = await compareChangedPage(address, client, page, others);
  return old ? { old } : {};
}

/** Resolves to what is wrong with `page` after two of the posts on it have changed. */
async function compareChangedPage(address: string, client: pg.ClientBase, page: string, ids: number[]) {
  const [deleted, changed] = ids;
  await client.query('DELETE FROM posts WHERE id = $1', [deleted]);
  await client.query('UPDATE posts SET content = $2 WHERE id = $1', [changed, changedContent]);
  const response = await requestList(address, page);
  // listReader() takes all posts of that age for equal.
  await client.query('DELETE FROM posts WHERE id = $1', [changed]);
  const when = 'right after another program had changed older posts';
  const { data: list } = listSchema.safeParse(response.body);
  if (!list) return `${when}: GET ${page} did not return a list: status ${response.status}, ${excerpt(response.body)}`;
  if (list.some(({ id }) => id === deleted))
    return `${when}: GET ${page} still shows post ${deleted}, which was deleted`;
  const isOld = list.some(({ id, content }) => id === changed && content !== changedContent);
  if (isOld) return `${when}: GET ${page} shows the old text of post ${changed}`;
  const reusable = headerThatAllowsReuse(response.headers);
  return reusable && `GET ${page} lets clients and proxies show an old list (${reusable})`;
}
