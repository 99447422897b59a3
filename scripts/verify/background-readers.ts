import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Readers } from './start-readers.ts';

// A process that start-readers.ts starts: users who read the feed, each again and again.

/** An API that fails at once would otherwise get more requests than one that serves. */
const afterFailureMs = 20;

const agent = new Agent({ keepAlive: true });

/** Resolves to whether it succeeded. */
const read = (address: string) =>
  new Promise<boolean>((resolve) => {
    const request = get(`${address}/feed`, { agent }, (response) => {
      response.resume().once('close', () => resolve(response.complete && response.statusCode === 200));
    });
    request.once('error', () => resolve(false));
  });

async function readAgainAndAgain({ address, users }: Readers): Promise<void> {
  const reading = Array.from({ length: users }, async () => {
    for (;;) if (!(await read(address))) await wait(afterFailureMs);
  });
  process.send?.('reading');
  await Promise.all(reading);
}

process.on('disconnect', () => process.exit());
process.once('message', (readers: Readers) => void readAgainAndAgain(readers));
