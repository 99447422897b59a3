// Shares a process.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from 'express';
import pino from 'pino';
import { startTracing } from '../../app/src/tracing/start-tracing.ts';
import { startSpanReceiver } from './span-receiver.ts';

test('each span of a request is counted once, whether it has a parent or not', async () => {
  const receiver = await startSpanReceiver();
  const tracing = startTracing({
    endpoint: receiver.url,
    databaseUrl: 'postgres://user@127.0.0.1:5432/feed',
    version: 'test',
    variant: 'test',
    logger: pino({ level: 'silent' }),
  });
  const request = { method: 'GET', url: '/feed', path: '/feed', headers: {}, httpVersion: '1.1', socket: {} };
  for (let requests = 0; requests < 2; requests += 1) {
    const trace = tracing.startTrace(request as Request, 0);
    trace.addWait({ startedAtMs: 0, endedAtMs: 1 });
    trace.addQuery({ startedAtMs: 1, endedAtMs: 2 }, { name: 'feed', text: 'SELECT 1' });
    trace.end({ route: '/feed', status: 200 });
  }
  await tracing.close(10_000);
  receiver.close();
  assert.equal(receiver.spans(), 6);
});
