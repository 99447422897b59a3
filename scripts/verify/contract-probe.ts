import { z } from 'zod';
import { errorSchema, feedSchema, postSchema } from './api-schemas.ts';
import type { ContractViolation } from './evidence.ts';
import { type Answer, excerpt, postJson, sendRequest } from './send-request.ts';

/** The largest possible id, which no user has. */
const unknownUserId = 2_147_483_647;

/** A request, and what docs/api.md promises for it. */
interface Expectation {
  /** Method and path, then a description of what else is sent. */
  request: string;
  json?: unknown;
  text?: string;
  status: number;
  /** The error code; absent where no error is expected. */
  code?: string;
  body?: z.ZodType;
  /** A header that must be present. */
  header?: string;
  /** What to do before the request. */
  prepare?(address: string): Promise<void>;
}

const unknownUserPost = { user_id: unknownUserId, content: 'nobody wrote this' };

/** More than any pool should have: if each of them leaks a connection, none is left. */
const rejectedPosts = 40;

async function sendRejectedPosts(address: string): Promise<void> {
  for (let sent = 0; sent < rejectedPosts; sent += 1) {
    const { status } = await postJson(address, '/posts', unknownUserPost);
    // No connection is left, and each further request would wait for one.
    if (status === 503) return;
  }
}

/** The promises that a change to the feed may break. If the API keeps them, no row is written. */
const expectations: Expectation[] = [
  { request: 'GET /feed', status: 200, body: feedSchema },
  { request: 'GET /users/1/posts?limit=1', status: 200, body: z.array(postSchema).length(1), header: 'link' },
  { request: 'GET /users/0/posts', status: 400, code: 'invalid_user_id' },
  { request: `GET /users/${unknownUserId}/posts`, status: 404, code: 'unknown_user' },
  { request: 'POST /posts with blank text', json: { user_id: 1, content: ' ' }, status: 400, code: 'content_empty' },
  { request: 'POST /posts by an unknown user', json: unknownUserPost, status: 404, code: 'unknown_user' },
  { request: 'POST /posts with plain text', text: 'hello', status: 415, code: 'unsupported_media_type' },
  { request: 'DELETE /feed', status: 405, code: 'method_not_allowed', header: 'allow' },
  { request: 'GET /nowhere', status: 404, code: 'unknown_route' },
  { request: 'GET /livez', status: 200 },
  { request: 'GET /readyz', status: 200 },
  { request: `GET /feed after ${rejectedPosts} rejected posts`, prepare: sendRejectedPosts, status: 200 },
];

function sendExpected(address: string, { request, json, text }: Expectation): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  if (json) return postJson(address, path, json);
  return sendRequest(address, path, { method, ...(text && { body: text }) });
}

function violatedBy(answer: Answer, { status, code, body, header }: Expectation): string | undefined {
  if (answer.status !== status) {
    const actual = answer.status === 0 ? `no answer (${answer.body})` : `status ${answer.status}`;
    return `expected status ${status}, got ${actual}`;
  }
  if (code && errorSchema.safeParse(answer.body).data?.error.code !== code)
    return `expected { error: { code: "${code}", message } }, got ${excerpt(answer.body)}`;
  const issue = body?.safeParse(answer.body).error?.issues[0];
  if (issue) return `${issue.path.join('.') || 'the body'}: ${issue.message}, got ${excerpt(answer.body)}`;
  if (header && !answer.headers.has(header)) return `the ${header} header is missing`;
  return undefined;
}

/** Sends one request for each promise. Resolves to the promises that the API broke. */
export async function probeContract(address: string): Promise<ContractViolation[]> {
  const violations: ContractViolation[] = [];
  let unavailable = 0;
  for (const expected of expectations) {
    await expected.prepare?.(address);
    const answer = await sendExpected(address, expected);
    const violation = violatedBy(answer, expected);
    if (violation) violations.push({ status: answer.status, text: `${expected.request}: ${violation}` });
    if (answer.status === 503) unavailable += 1;
    // The remaining requests would all run into the same timeout.
    if (answer.status === 0 || unavailable === 2) break;
  }
  return violations;
}
