import autocannon from 'autocannon';
import type { LabError } from '../lib/lab-error.ts';
import { asLocalFailure } from '../load/local-failure.ts';
import type { User } from '../load/outcome-recorder.ts';
import { feedSchema } from './api-schemas.ts';
import type { LoadEvidence } from './evidence.ts';
import { excerpt } from './send-request.ts';

const durationSeconds = 2;

function isFeed(body: string): boolean {
  try {
    return feedSchema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/**
 * Runs a load test of a few seconds, and checks every response.
 * @throws {LabError} `load_failed` when this machine cannot open the connections
 */
export async function probeLoad(address: string, users: number, signal: AbortSignal): Promise<LoadEvidence> {
  signal.throwIfAborted();
  const responses: LoadEvidence = { feeds: 0, notFeeds: 0, firstNotFeed: undefined };
  const crowd: User[] = [];
  let localFailure: LabError | undefined;
  const listenTo = (client: autocannon.Client) => {
    const user = client as unknown as User;
    crowd.push(user);
    let body = '';
    user.on('connError', (error) => {
      localFailure ??= asLocalFailure(error);
      if (localFailure) for (const one of crowd) one.destroy();
    });
    user.on('headers', () => {
      body = '';
    });
    user.on('body', (chunk: Buffer) => {
      body += chunk.toString();
    });
    user.on('response', (status: number) => {
      if (status < 200 || status > 299) return;
      if (isFeed(body)) responses.feeds += 1;
      else {
        responses.notFeeds += 1;
        responses.firstNotFeed ??= excerpt(body);
      }
    });
  };
  const running = autocannon({
    url: `${address}/feed`,
    connections: users,
    duration: durationSeconds,
    setupClient: listenTo,
  });
  const stop = () => (running as unknown as autocannon.Instance).stop?.();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await running;
    signal.throwIfAborted();
    if (localFailure) throw localFailure;
    return responses;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await running;
  }
}
