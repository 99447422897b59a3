import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

interface RawResponse {
  status: number;
  /** The code of an error of the API. */
  code: string | undefined;
}

/**
 * Sends raw bytes on a connection of its own, and then FIN if `halfClose`. Resolves to all
 * responses when the API has closed the connection.
 */
export async function exchange(url: string, bytes: string, { halfClose = false } = {}) {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.write(bytes);
  if (halfClose) socket.end();
  const answer = await text(socket);
  socket.end();
  const responses = answer.split(/(?=HTTP\/1\.1 \d{3} )/).map(
    (response): RawResponse => ({
      status: Number(response.slice(9, 12)),
      code: /"error":\{"code":"(\w+)"/.exec(response)?.[1],
    }),
  );
  return { answer, responses };
}
