import { setMaxListeners } from 'node:events';
import { Agent, type ClientRequest, type RequestOptions, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { asLocalFailure, isExhausted } from '../load/local-failure.ts';

/** A response of the API, its body parsed if it is JSON. Status 0: there was no response. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  body: unknown;
}

/** What a request may have beside its path. Without a method, it is a GET. */
export interface RequestParts extends Pick<RequestOptions, 'signal' | 'agent'> {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Longer than the API lets a statement run. */
const timeoutMs = 12_000;

/**
 * Connections that stay open between requests, as those of a browser, for two seconds: servers
 * close them after five (Node.js) or more. A request sent just then would get no response.
 */
const keptAlive = new Agent({ keepAlive: true, timeout: 2000 });

/**
 * Sends a request on a connection that is kept. Redirects are not followed: the API has none.
 * @throws {LabError} `load_failed` when this machine cannot open a connection
 */
export async function sendRequest(address: string, path: string, parts: RequestParts = {}): Promise<ApiResponse> {
  // The path may be one that the API has returned.
  if (!URL.canParse(`${address}${path}`)) return noResponse(`${address}${path} is not a URL`);
  const { sent, response } = startRequest(address, path, { agent: keptAlive, ...parts });
  const timer = setTimeout(() => sent.destroy(new Error(`none within ${timeoutMs / 1000} s`)), timeoutMs);
  return response.finally(() => clearTimeout(timer));
}

/**
 * Sends a request. Not with fetch(), which needs three times the processor time: verify would take
 * it from the API and the database that it judges.
 * @returns `response` rejects like sendRequest(); without a response, it has status 0
 */
export function startRequest(
  address: string,
  path: string,
  { body, ...options }: RequestParts,
): { sent: ClientRequest; response: Promise<ApiResponse> } {
  // One for each request of hundreds of users.
  if (options.signal) setMaxListeners(0, options.signal);
  const sent = request(`${address}${path}`, options);
  const response = new Promise<ApiResponse>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      isExhausted(error) ? reject(asLocalFailure(error)) : resolve(noResponse(error.message));
    let isAnswered = false;
    sent.on('error', fail);
    // After an error of its own, a destroyed request emits nothing else.
    sent.on('close', () => isAnswered || resolve(noResponse('the connection was closed')));
    sent.on('response', (received) => {
      isAnswered = true;
      const headers = new Headers(Object.entries(received.headers).map(([name, value]) => [name, String(value)]));
      text(received).then((all) => resolve({ status: received.statusCode ?? 0, headers, body: parseBody(all) }), fail);
    });
  });
  sent.end(body);
  return { sent, response };
}

const noResponse = (reason: string): ApiResponse => ({ status: 0, headers: new Headers(), body: reason });

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A POST of a JSON document. */
export const jsonPost = (body: unknown): RequestParts => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Like sendRequest(). */
export const postJson = (
  address: string,
  path: string,
  body: unknown,
  parts: RequestParts = {},
): Promise<ApiResponse> => sendRequest(address, path, { ...jsonPost(body), ...parts });

export const succeeded = ({ status }: ApiResponse): boolean => status >= 200 && status < 300;

/** The first 80 characters of a body, for messages. */
export function excerpt(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

const aliveMs = 3000;

/** Whether the process answers at all, which needs no database. */
export async function isAlive(address: string): Promise<boolean> {
  return succeeded(await sendRequest(address, '/livez', { signal: AbortSignal.timeout(aliveMs) }));
}
