import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The parser gets this much at a time: at most 14 more requests, of 18 bytes each. */
const sliceBytes = 256;
/** How much is read of a body that nobody needs. If there is more, the connection is closed. */
const unneededBodyBytes = 64 * 1024;
/** For this long, a client that is still sending can read the last response; see close(). */
const lingerMs = 1000;
const lingerBytes = 4 * 2 ** 20;

/** Emitted by a response whose client sent FIN before it was complete: usually a disconnect. */
export const abandoned = 'abandoned';

export interface Connection {
  /** Registers a request and its response, before either is used. */
  begin(request: IncomingMessage, response: ServerResponse): void;
  /** Reads no further request. Sends `bytes` after the response to the last complete request. */
  refuse(bytes: string): void;
  /**
   * Like refuse(), for a request that did not arrive in time. If its rest was kept from the parser,
   * it has another `graceMs` once that is over.
   */
  refuseLate(bytes: string, graceMs: number): void;
  /** Whether nothing is being answered, or the client does not read its response. */
  mayTimeOut(): boolean;
}

/** The listener by which Node.js's HTTP server reads; it adds it before it emits `connection`. */
function parserOf(socket: Socket): (chunk: Buffer) => void {
  const [parse, ...others] = socket.listeners('data');
  if (!parse || others.length > 0) throw new Error('expected one listener for data, the HTTP parser');
  return parse as (chunk: Buffer) => void;
}

/**
 * Limits what one connection can ask for. Node.js parses all requests in a chunk at once, which
 * may be thousands, and starts every one of them. This passes a few on, and the next ones when the
 * responses to these have been sent. Meanwhile, they stay in the socket, and then in the kernel.
 */
export function limitConnection(socket: Socket): Connection {
  const underWay = new Set<ServerResponse>();
  let last: IncomingMessage | undefined;
  let refusal: string | undefined;
  let late: { bytes: string; graceMs: number } | undefined;
  let isHeld = false;
  let isClosing = false;
  let unneededBytes = 0;

  const isLastComplete = () => last === undefined || last.complete;
  /** A request that is still arriving needs more data. Those before it do not. */
  const isAnswering = () => underWay.size > (isLastComplete() ? 0 : 1);

  function readSlices(chunk: Buffer): void {
    for (let start = 0; start < chunk.length && !socket.destroyed; start += sliceBytes) {
      if (isClosing) {
        discard(chunk.length - start);
        return;
      }
      const mustWait = refusal !== undefined || isAnswering();
      // Node.js pauses, too, while the client does not read its response or a body is not read.
      if (mustWait || socket.isPaused()) {
        isHeld ||= !socket.isPaused();
        socket.pause();
        socket.unshift(chunk.subarray(start));
        return;
      }
      const slice = chunk.length > sliceBytes ? chunk.subarray(start, start + sliceBytes) : chunk;
      parse(slice);
      if (underWay.size > 0 || isLastComplete()) unneededBytes = 0;
      else unneededBytes += slice.length;
      if (unneededBytes > unneededBodyBytes) close();
    }
  }

  function discard(bytes: number): void {
    unneededBytes += bytes;
    if (unneededBytes > lingerBytes) socket.destroy();
  }

  /**
   * Sends FIN, and reads on until the client closes too. Closing a socket with unread data sends a
   * RST, after which the client may not see the response.
   */
  function close(): void {
    if (isClosing) return;
    isClosing = true;
    socket.end();
    socket.resume();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  }

  function onAnswered(): void {
    if (refusal !== undefined) sendRefusal(refusal);
    if (isAnswering() || !isHeld) return;
    isHeld = false;
    // Without a turn of the event loop, small responses would keep all other clients waiting.
    setImmediate(() => socket.resume());
    if (late) awaitLate(late);
    late = undefined;
  }

  function sendRefusal(bytes: string): void {
    if (isAnswering()) return;
    const [incomplete] = underWay;
    // If the incomplete request already has a response, or part of one, there is no second one.
    if (incomplete ? !incomplete.headersSent : isLastComplete()) socket.write(bytes);
    close();
  }

  function refuse(bytes: string): void {
    if (isClosing || refusal !== undefined) return;
    refusal = bytes;
    sendRefusal(bytes);
  }

  /** Node.js does not report the same request twice. */
  function awaitLate({ bytes, graceMs }: { bytes: string; graceMs: number }): void {
    const [request, wasComplete] = [last, isLastComplete()];
    setTimeout(() => {
      if (last === request && isLastComplete() === wasComplete) refuse(bytes);
      else if (!isLastComplete()) awaitLate({ bytes, graceMs });
    }, graceMs).unref();
  }

  const parse = parserOf(socket);
  socket.on('data', readSlices).removeListener('data', parse);
  socket.once('end', () => {
    for (const response of underWay) response.emit(abandoned);
  });
  // Node.js emits `close` only on the response that is being sent.
  socket.once('close', () => {
    for (const response of underWay) if (!response.socket) response.emit('close');
  });
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => (isLastComplete() && socket.readableLength === 0 && !refusal ? destroySoon() : close());

  return {
    begin(request, response) {
      last = request;
      underWay.add(response);
      response.once('close', () => {
        underWay.delete(response);
        onAnswered();
      });
    },
    refuse,
    refuseLate(bytes, graceMs) {
      if (!isHeld) refuse(bytes);
      else late = { bytes, graceMs };
    },
    mayTimeOut: () => underWay.size === 0 || socket.writableLength > 0,
  };
}
