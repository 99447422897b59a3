import type { ServerResponse } from 'node:http';

/** A client with more unread bytes than this is disconnected; its browser reconnects. */
const maxUnreadBytes = 4 * 2 ** 20;

/** How long a browser waits before it reconnects. */
const retryMs = 1000;

const message = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Server-sent events (HTML standard, "Server-sent events") to all clients. */
export interface EventStream {
  /** Responds with the stream, which starts with the event `initial-state`. */
  add(response: ServerResponse, headers: Record<string, string>, initialState: unknown): void;
  send(name: string, data: unknown): void;
  /** Sends the event `end`, after which no client should reconnect. */
  close(): void;
}

export function createEventStream(): EventStream {
  const clients = new Set<ServerResponse>();
  function send(name: string, data: unknown): void {
    const text = message(name, data);
    for (const client of clients) {
      if (client.writableLength > maxUnreadBytes) client.destroy();
      else client.write(text);
    }
  }
  return {
    add(response, headers, initialState) {
      response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
      response.write(`retry: ${retryMs}\n${message('initial-state', initialState)}`);
      clients.add(response);
      response.once('close', () => clients.delete(response));
    },
    send,
    close() {
      send('end', {});
      for (const client of clients) client.end();
    },
  };
}
