// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { Report } from '../lib/report.ts';
import { waitForFeed } from './wait-for-feed.ts';

/** Waits for the feed of a server with these statuses, one after another. */
async function wait(statuses: number[]): Promise<{ steps: string[]; requests: number }> {
  const steps: string[] = [];
  let requests = 0;
  const report = {
    step: (title: string, work: () => Promise<unknown>) => {
      steps.push(title);
      return work();
    },
  } as unknown as Report;
  const server = createServer((_request, response) => {
    response.writeHead(statuses[requests] ?? 200).end('[]');
    requests += 1;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await waitForFeed(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      report,
      new AbortController().signal,
    );
  } finally {
    server.close();
    server.closeAllConnections();
  }
  return { steps, requests };
}

test('a feed that is served at once is requested once, without a step', async () => {
  assert.deepEqual(await wait([200]), { steps: [], requests: 1 });
});

test('verify waits for an API that is still recovering from an earlier load test', async () => {
  assert.deepEqual(await wait([503, 503, 503, 200]), { steps: ['Wait until one user gets the feed'], requests: 4 });
});
