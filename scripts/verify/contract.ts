import type { z } from 'zod';
import { type Answer, ask, post } from './ask.ts';
import type { Complaints } from './evidence.ts';
import { errorSchema, feedSchema, userPostsSchema } from './feed-shape.ts';

/** The largest id there can be, and nobody has. */
const nobody = 2_147_483_647;

interface Expectation {
  request: string;
  send(address: string): Promise<Answer>;
  status: number;
  /** What an error is called; absent where none is expected. */
  code?: string;
  body?: z.ZodType;
  /** A header that has to be there. */
  header?: string;
}

/** One request for each thing that docs/api.md promises and a change of the feed is likely to break. Of an API that keeps it, none leaves a row. */
const expectations: Expectation[] = [
  { request: 'GET /feed', send: (address) => ask(address, '/feed'), status: 200, body: feedSchema },
  {
    request: 'GET /users/1/posts?limit=1',
    send: (address) => ask(address, '/users/1/posts?limit=1'),
    status: 200,
    body: userPostsSchema.length(1),
    header: 'link',
  },
  {
    request: 'GET /users/0/posts',
    send: (address) => ask(address, '/users/0/posts'),
    status: 400,
    code: 'invalid_user_id',
  },
  {
    request: `GET /users/${nobody}/posts`,
    send: (address) => ask(address, `/users/${nobody}/posts`),
    status: 404,
    code: 'unknown_user',
  },
  {
    request: 'POST /posts with a blank content',
    send: (address) => post(address, '/posts', { user_id: 1, content: ' ' }),
    status: 400,
    code: 'content_empty',
  },
  {
    request: 'POST /posts of an unknown user',
    send: (address) => post(address, '/posts', { user_id: nobody, content: 'nobody wrote this' }),
    status: 404,
    code: 'unknown_user',
  },
  {
    request: 'POST /posts with a text',
    send: (address) => ask(address, '/posts', { method: 'POST', body: 'hello' }),
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    request: 'DELETE /feed',
    send: (address) => ask(address, '/feed', { method: 'DELETE' }),
    status: 405,
    code: 'method_not_allowed',
    header: 'allow',
  },
  { request: 'GET /nowhere', send: (address) => ask(address, '/nowhere'), status: 404, code: 'unknown_route' },
  { request: 'GET /livez', send: (address) => ask(address, '/livez'), status: 200 },
  { request: 'GET /readyz', send: (address) => ask(address, '/readyz'), status: 200 },
];

/** More than any pool should have: one connection lost with each of them, and there is none left. */
const refusals = 40;

/** A request that fails in the database has to give its connection back like any other. */
const stillServes: Expectation = {
  request: `GET /feed after ${refusals} posts that were refused`,
  async send(address) {
    for (let count = 0; count < refusals; count += 1) {
      const answer = await post(address, '/posts', { user_id: nobody, content: 'nobody wrote this' });
      // It is out of connections already, and each further request would wait for one.
      if (answer.status === 503) break;
    }
    return ask(address, '/feed');
  },
  status: 200,
};

function complaint({ request, status, code, body, header }: Expectation, answer: Answer): string | undefined {
  if (answer.status !== status) {
    const got = answer.status === 0 ? `no answer (${answer.body})` : `status ${answer.status}`;
    return `${request}: expected status ${status}, got ${got}`;
  }
  if (code) {
    const error = errorSchema.safeParse(answer.body);
    if (error.data?.error.code !== code)
      return `${request}: expected { error: { code: "${code}", message } }, got ${inShort(answer.body)}`;
  }
  const parsed = body?.safeParse(answer.body);
  const issue = parsed?.error?.issues[0];
  if (issue) return `${request}: ${issue.path.join('.') || 'the body'}: ${issue.message}, got ${inShort(answer.body)}`;
  if (header && !answer.headers.has(header)) return `${request}: there is no ${header} header`;
  return undefined;
}

/** The beginning of a body. */
export function inShort(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

const noConnection = 'got status 503';

/** Whether somebody who asked alone was told that there is no connection. */
export const ranOutOfConnections = (complaints: Complaints): boolean =>
  complaints.some((text) => text.endsWith(noConnection));

/** Asks the API for everything that it promises, one after the other. Resolves to what it did not keep. */
export async function askContract(address: string): Promise<Complaints> {
  const found: Complaints = [];
  let unavailable = 0;
  for (const expectation of [...expectations, stillServes]) {
    const answer = await expectation.send(address);
    const text = complaint(expectation, answer);
    if (text) found.push(text);
    if (answer.status === 503) unavailable += 1;
    // Who does not answer, or has no connection again and again, would be waited for each time.
    if (answer.status === 0 || unavailable === 2) break;
  }
  return found;
}
