import type { ServerResponse } from 'node:http';

/** What a listener that does not read may leave unread before it is dropped; it comes back by itself and begins anew. */
const mostUnreadBytes = 4 * 2 ** 20;

/** After how long a browser asks again when the stream broke off. */
const retryMs = 1000;

const message = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/** Server-sent events (HTML standard, "Server-sent events") to everybody who listens. */
export class EventStream {
  readonly #listeners = new Set<ServerResponse>();

  /** Answers a request with the stream, beginning with an event `opening`. */
  add(response: ServerResponse, headers: Record<string, string>, opening: unknown): void {
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.write(`retry: ${retryMs}\n${message('opening', opening)}`);
    this.#listeners.add(response);
    response.once('close', () => this.#listeners.delete(response));
  }

  send(name: string, data: unknown): void {
    const text = message(name, data);
    for (const listener of this.#listeners) {
      if (listener.writableLength > mostUnreadBytes) listener.destroy();
      else listener.write(text);
    }
  }

  /** Says goodbye to everybody: nobody will be here who could be asked again. */
  close(): void {
    this.send('end', {});
    for (const listener of this.#listeners) listener.end();
  }
}
