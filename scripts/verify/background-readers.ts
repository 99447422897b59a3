import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';

// A thread that beside-readers.ts starts and ends: users who read the feed, each again and again.

export interface Readers {
  address: string;
  users: number;
}

/** An API that fails at once would otherwise get more requests than one that serves. */
const afterFailureMs = 20;

const { address, users } = workerData as Readers;
const agent = new Agent({ keepAlive: true });

/** Resolves to whether it succeeded. */
const read = () =>
  new Promise<boolean>((resolve) => {
    const request = get(`${address}/feed`, { agent }, (response) => {
      response.resume().once('close', () => resolve(response.complete && response.statusCode === 200));
    });
    request.once('error', () => resolve(false));
  });

await Promise.all(
  Array.from({ length: users }, async () => {
    for (;;) if (!(await read())) await wait(afterFailureMs);
  }),
);
