import { setTimeout as wait } from 'node:timers/promises';
import { sendLeaving } from './leaving-request.ts';
import { excerpt } from './send-request.ts';

const pollEveryMs = 100;

/** How the API answers a request that needs no database. */
interface Lateness {
  /** The longest that it took: its event loop, the machine or the network is busy. */
  worstMs(): number;
  /** The first answer with an error status: Kubernetes would restart the API. */
  livezError(): string | undefined;
  /** Rejects with `load_failed` if this machine cannot open a connection. */
  watching: Promise<void>;
}

/** Asks for /livez again and again until the signal aborts. */
export function watchLateness(address: string, signal: AbortSignal): Lateness {
  let worstMs = 0;
  let livezError: string | undefined;
  const watching = (async () => {
    while (!signal.aborted) {
      const startedMs = performance.now();
      // On a connection of its own, as the others: through a forwarded port, opening one takes
      // time.
      const request = sendLeaving(address, '/livez');
      signal.addEventListener('abort', request.leave, { once: true });
      const { status, body } = await request.response;
      signal.removeEventListener('abort', request.leave);
      worstMs = Math.max(worstMs, performance.now() - startedMs);
      if (status >= 400) livezError ??= `status ${status}, ${excerpt(body)}`;
      await wait(pollEveryMs, undefined, { signal }).catch(() => {});
    }
  })();
  return { worstMs: () => worstMs, livezError: () => livezError, watching };
}
