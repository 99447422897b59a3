import { asLocalFailure, isExhausted } from '../load/local-failure.ts';

/** A response of the API, its body parsed if it is JSON. Status 0: there was no response. */
export interface ApiResponse {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Longer than the API lets a statement run. */
const timeoutMs = 12_000;

/**
 * Sends a request. Redirects are not followed: the API has none.
 * @throws {LabError} `load_failed` when this machine cannot open a connection
 */
export async function sendRequest(address: string, path: string, options: RequestInit = {}): Promise<ApiResponse> {
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(options.signal ? [options.signal] : [])]);
  try {
    const response = await fetch(`${address}${path}`, { redirect: 'manual', ...options, signal });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parseBody(text) };
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    if (cause && isExhausted(cause)) throw asLocalFailure(cause);
    return noResponse(cause?.message || (error as Error).message);
  }
}

export const noResponse = (reason: string): ApiResponse => ({ status: 0, headers: new Headers(), body: reason });

export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function postJson(
  address: string,
  path: string,
  body: unknown,
  options: RequestInit = {},
): Promise<ApiResponse> {
  return sendRequest(address, path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...options,
  });
}

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
