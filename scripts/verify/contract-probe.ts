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

/** The table of `helm test` and of the API's own tests. None of its requests creates a row. */
const contract: ContractRow[] = JSON.parse(readFileSync(`${projectFolder}charts/feed-lab/files/contract.json`, 'utf8'));

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

const afterRejectedPosts: ContractRow = {
  request: 'GET /feed',
  with: `${rejectedPosts} rejected posts and as many requests for an unknown user’s posts before it`,
  status: 200,
};

function sendExpected(address: string, { request, json, text, type = '' }: ContractRow): Promise<ApiResponse> {
  const [method = '', path = ''] = request.split(' ');
  if (json !== undefined) return postJson(address, path, json);
  return sendRequest(address, path, {
    method,
    ...(text !== undefined && { body: text, headers: { 'content-type': type } }),
  });
}

const codeOf = ({ body }: ApiResponse): string | undefined => errorSchema.safeParse(body).data?.error.code;

function violatedBy(response: ApiResponse, { request, status, code, headers = {} }: ContractRow): string | undefined {
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

/**
 * Sends the requests of the contract, and resolves to the violations, and to the logins that they
 * needed: most of them are rejected.
 */
export async function probeContract(
  address: string,
  client: pg.ClientBase,
): Promise<{ violations: ContractViolation[]; logins: LoginEvidence[] }> {
  const logins: LoginEvidence[] = [];
  /** `send` resolves to how many requests got the response that they should get. */
  const watchLogins = async (what: string, send: () => Promise<number>) => {
    const before = await countSessions(client);
    const requests = await send();
    if (requests > 0) logins.push({ what, users: 1, requests, ...(await countLogins(client, before)) });
  };
  const sender = createSender(address);
  try {
    await watchLogins('the requests of the contract', () => sender.send(contract));
    if (sender.responds()) {
      await watchLogins('requests for which there is no user', () => sendRejectedRequests(address));
      await sender.send([afterRejectedPosts]);
    }
  } finally {
    // The posts that the API should have rejected.
    await deleteVerifyPosts(client);
  }
  return { violations: sender.violations, logins };
}

function createSender(address: string) {
  const violations: ContractViolation[] = [];
  let unavailable = 0;
  let noResponse = false;
  /** Otherwise, the remaining requests would all run into the same timeout. */
  const responds = () => !noResponse && unavailable < 2;
  return {
    violations,
    responds,

    /** Resolves to how many got the expected response. */
    async send(rows: ContractRow[]): Promise<number> {
      let expectedOnes = 0;
      for (const expected of rows) {
        if (!responds()) break;
        const response = await sendExpected(address, expected);
        const violation = violatedBy(response, expected);
        const sent = `${expected.request}${expected.with ? ` with ${expected.with}` : ''}`;
        if (violation)
          violations.push({ status: response.status, code: codeOf(response), text: `${sent}: ${violation}` });
        else expectedOnes += 1;
        if (response.status === 503) unavailable += 1;
        noResponse ||= response.status === 0;
      }
      return expectedOnes;
    },
  };
}
