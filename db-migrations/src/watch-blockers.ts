import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { type Blocker, findBlockers } from './blockers.ts';
import { connectAgain } from './database-access.ts';
import { describeBlockers, howToEnd } from './describe-blockers.ts';

const pollIntervalMs = 500;
const defaultLimitMs = 60_000;

/** One transaction was in the way until the limit. The work that waited has been cancelled. */
export class BlockedTooLong extends Error {
  override name = 'BlockedTooLong';
  /** On one line, with the SQL that ends the sessions. */
  readonly whatToDo: string;

  constructor(message: string, whatToDo: string) {
    super(message);
    this.whatToDo = whatToDo;
  }

  /** The same error, naming the indexes that could not be dropped because of the transaction. */
  leaving(indexes: string[]): BlockedTooLong {
    const [noun, pronoun] = indexes.length === 1 ? ['index', 'it'] : ['indexes', 'them'];
    return new BlockedTooLong(
      `${this.message}. The INVALID ${noun} ${indexes.join(', ')} could not be dropped; the next attempt drops ${pronoun}`,
      this.whatToDo,
    );
  }
}

export interface WaitOptions {
  signal?: AbortSignal | undefined;
  /** Receives who is in the way, several times a second; '' when nobody is any more. */
  onWaiting?: ((text: string) => void) | undefined;
  /** The longest wait for one transaction. */
  limitMs?: number | undefined;
}

/**
 * Returns a function that reports the sessions now in the way.
 * @throws {BlockedTooLong} when one transaction has been among them for the limit
 */
export function limitWait({ onWaiting = () => {}, limitMs = defaultLimitMs }: WaitOptions) {
  let since = new Map<string, number>();
  return (blockers: Blocker[]): void => {
    const [first, ...others] = blockers;
    if (first) onWaiting(`waiting for ${describeBlockers([first, ...others])}`);
    else if (since.size > 0) onWaiting('');
    const now = performance.now();
    since = new Map(blockers.map(({ transaction }) => [transaction, since.get(transaction) ?? now]));
    const [oldest, ...rest] = blockers.filter(({ transaction }) => now - (since.get(transaction) ?? now) >= limitMs);
    if (!oldest) return;
    const found: [Blocker, ...Blocker[]] = [oldest, ...rest];
    const message = `Gave up after waiting ${limitMs / 1000} s for ${describeBlockers(found)}`;
    throw new BlockedTooLong(message, howToEnd(found));
  };
}

/** The id of the server process that runs the client's statements. */
const processOf = (client: pg.Client) => (client as { processID?: number | null }).processID ?? 0;

/** Closing the connection would not stop its statement: PostgreSQL would finish it. */
async function cancelStatement(client: pg.Client): Promise<void> {
  const other = await connectAgain(client);
  await other.query('SELECT pg_cancel_backend($1)', [processOf(client)]).finally(() => other.end());
}

/** Watches until the signal aborts. Connects only when there is something to wait for. */
async function watch(client: pg.Client, options: WaitOptions, finished: AbortSignal): Promise<void> {
  const checkWait = limitWait(options);
  let observer: pg.Client | undefined;
  try {
    for (;;) {
      await wait(pollIntervalMs, undefined, { signal: finished });
      // A server without a free connection may have one later.
      observer ??= await connectAgain(client).catch(() => undefined);
      if (observer) checkWait(await findBlockers(observer, processOf(client)));
    }
  } finally {
    await observer?.end();
  }
}

/**
 * Runs `work`, which uses `client`, and reports who keeps its statements waiting. At the limit,
 * and when the signal aborts, the running statement is cancelled.
 * @throws {BlockedTooLong}
 */
export async function watchBlockers<Result>(
  client: pg.Client,
  work: () => Promise<Result>,
  options: WaitOptions,
): Promise<Result> {
  const { signal } = options;
  const finished = new AbortController();
  let blocked: BlockedTooLong | undefined;
  // If the server refuses the connection for the cancel request, this one is closed instead.
  const cancel = () => cancelStatement(client).catch(() => client.end());
  let cancelling: Promise<void> | undefined;
  const onAbort = () => {
    cancelling = cancel();
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const watching = watch(client, options, finished.signal).catch((error) => {
    if (!(error instanceof BlockedTooLong)) return;
    blocked = error;
    return cancel();
  });
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    throw blocked ?? error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    finished.abort();
    await watching;
    // Late, it would cancel the client's next statement.
    await cancelling;
  }
}
