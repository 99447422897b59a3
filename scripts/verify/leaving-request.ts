import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { asLocalFailure, isExhausted } from '../load/local-failure.ts';
import type { Route } from './routes-probe.ts';
import { type ApiResponse, noResponse, parseBody } from './send-request.ts';

/** A request whose client may leave before the response. */
export interface LeavingRequest {
  /** Status 0 after the client has left. */
  response: Promise<ApiResponse>;
  /**
   * Resets the connection, so that the API notices at once. fetch() only closes its side when it is
   * aborted, and an API may still write its response to a client that has done so.
   */
  leave(): void;
}

/**
 * Sends a request on a connection of its own. `content` is that of a post.
 * The response rejects with a LabError, `load_failed`, if this machine cannot open the connection.
 */
export function sendLeaving(address: string, route: Route, content = ''): LeavingRequest {
  const isPost = route === '/posts';
  const sent = request(`${address}${route}`, {
    agent: false,
    method: isPost ? 'POST' : 'GET',
    ...(isPost && { headers: { 'content-type': 'application/json' } }),
  });
  const response = new Promise<ApiResponse>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      isExhausted(error) ? reject(asLocalFailure(error)) : resolve(noResponse(error.message));
    sent.on('error', fail);
    // After an error of its own, a destroyed request emits nothing else.
    sent.on('close', () => resolve(noResponse('the connection was closed')));
    sent.on('response', (received) => {
      const headers = new Headers(Object.entries(received.headers).map(([name, value]) => [name, String(value)]));
      text(received).then(
        (body) => resolve({ status: received.statusCode ?? 0, headers, body: parseBody(body) }),
        fail,
      );
    });
  });
  sent.end(isPost ? JSON.stringify({ user_id: 1, content }) : undefined);
  let hasLeft = false;
  return {
    response,
    leave() {
      if (hasLeft) return;
      hasLeft = true;
      const { socket } = sent;
      // Not while it is being closed: see runMain().
      if (socket && !socket.connecting && socket.writable) socket.resetAndDestroy();
      else sent.destroy();
    },
  };
}
