import type { Route } from './routes-probe.ts';
import { type ApiResponse, jsonPost, startRequest } from './send-request.ts';

/** A request whose client may leave before the response. */
export interface LeavingRequest {
  /** Status 0 after the client has left. */
  response: Promise<ApiResponse>;
  /**
   * Resets the connection, so that the API notices at once. If it were only closed, the API might
   * still write its response to a client that has left.
   */
  leave(): void;
}

/**
 * Sends a request on a connection of its own. `content` is that of a post.
 * The response rejects with a LabError, `load_failed`, if this machine cannot open the connection.
 */
export function sendLeaving(address: string, route: Route, content = ''): LeavingRequest {
  const parts = route === '/posts' ? jsonPost({ user_id: 1, content }) : {};
  const { sent, response } = startRequest(address, route, { ...parts, agent: false });
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
