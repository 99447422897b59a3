import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { z } from 'zod';
import type { ContractRow } from '../../charts/feed-lab/files/contract.test.ts';
import { deleteVerifyPosts, rejectedPost } from '../../db-migrations/src/verify-rows.ts';
import { projectFolder } from '../lib/project-folder.ts';
import { errorSchema, feedSchema, listSchema } from './api-schemas.ts';
import { countLogins, countSessions } from './count-logins.ts';
import type { ContractViolation, LoginEvidence } from './evidence.ts';
import { type ApiResponse, excerpt, postJson, sendRequest } from './send-request.ts';

interface Expectation extends ContractRow {
  /** What to do before the request. */
  prepare?(): Promise<void>;
}

/** The table of `helm test` and of the API's own tests. None of its requests creates a row. */
const contract: Expectation[] = JSON.parse(readFileSync(`${projectFolder}charts/feed-lab/files/contract.json`, 'utf8'));

const bodySchemas: Record<string, z.ZodType> = {
  'GET /feed': feedSchema,
  'GET /users/1/posts?limit=1': listSchema.length(1),
};

/** More than any pool has connections: if each request leaks one, none is left. */
const rejectedPosts = 40;

/** Resolves to how many of them the API rejected as it should. */
async function sendRejectedRequests(address: string): Promise<number> {
  let rejected = 0;
  for (let sent = 0; sent < 2 * rejectedPosts; sent += 1) {
    const isPost = sent < rejectedPosts;
    const { status } = isPost
      ? await postJson(address, '/posts', rejectedPost)
      : await sendRequest(address, `/users/${rejectedPost.user_id}/posts`);
    // No connection is left, and each further request would wait for one.
    if (status === 0 || status >= 500) break;
    if (status >= 400) rejected += 1;
  }
  return rejected;
}

const afterRejectedPosts: Expectation = {
  request: 'GET /feed',
  with: `${rejectedPosts} rejected posts and as many requests for an unknown user’s posts before it`,
  status: 200,
};

function sendExpected(address: string, { request, json, text, type = '' }: Expectation): Promise<ApiResponse> {
  const [method = '', path = ''] = request.split(' ');
  if (json !== undefined) return postJson(address, path, json);
  return sendRequest(address, path, {
    method,
    ...(text !== undefined && { body: text, headers: { 'content-type': type } }),
  });
}

const codeOf = ({ body }: ApiResponse): string | undefined => errorSchema.safeParse(body).data?.error.code;

function violatedBy(response: ApiResponse, { request, status, code, headers = {} }: Expectation): string | undefined {
  if (response.status !== status) {
    const code = codeOf(response);
    const actual =
      response.status === 0 ? `no response (${response.body})` : `status ${response.status}${code ? `, ${code}` : ''}`;
    return `expected status ${status}, got ${actual}`;
  }
  if (code && codeOf(response) !== code)
    return `expected { error: { code: "${code}", message } }, got ${excerpt(response.body)}`;
  const issue = bodySchemas[request]?.safeParse(response.body).error?.issues[0];
  if (issue) return `${issue.path.join('.') || 'the body'}: ${issue.message}, got ${excerpt(response.body)}`;
  const wrong = Object.entries(headers).find(
    ([name, value]) => !new RegExp(value).test(response.headers.get(name) ?? ''),
  );
  if (wrong) return `the ${wrong[0]} header is ${response.headers.get(wrong[0]) ?? 'missing'}`;
  return undefined;
}

/** Counts the sessions that the database starts for requests that the API rejects. */
async function countLoginsOfRejected(address: string, client: pg.ClientBase): Promise<LoginEvidence> {
  const before = await countSessions(client);
  const requests = await sendRejectedRequests(address);
  return {
    what: 'requests for which the API found no user',
    users: 1,
    requests,
    ...(await countLogins(client, before)),
  };
}

/**
 * Sends the requests of the contract, and resolves to the violations and to the logins that rejected
 * requests needed, if any was rejected.
 */
export async function probeContract(
  address: string,
  client: pg.ClientBase,
): Promise<{ violations: ContractViolation[]; logins: LoginEvidence[] }> {
  const logins: LoginEvidence[] = [];
  const prepare = async () => {
    const rejected = await countLoginsOfRejected(address, client);
    if (rejected.requests > 0) logins.push(rejected);
  };
  // Deletes the posts that the API should have rejected.
  const violations = await sendContract(address, prepare).finally(() => deleteVerifyPosts(client));
  return { violations, logins };
}

async function sendContract(address: string, prepare: () => Promise<void>): Promise<ContractViolation[]> {
  const violations: ContractViolation[] = [];
  let unavailable = 0;
  for (const expected of [...contract, { ...afterRejectedPosts, prepare }]) {
    await expected.prepare?.();
    const response = await sendExpected(address, expected);
    const violation = violatedBy(response, expected);
    const sent = `${expected.request}${expected.with ? ` with ${expected.with}` : ''}`;
    if (violation) violations.push({ status: response.status, code: codeOf(response), text: `${sent}: ${violation}` });
    if (response.status === 503) unavailable += 1;
    // The remaining requests would all run into the same timeout.
    if (response.status === 0 || unavailable === 2) break;
  }
  return violations;
}
