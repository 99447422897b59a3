// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import express from 'express';
import { expressMessages } from './express-messages.ts';

test('requests and responses keep the prototype that they are created with, and have Express’s methods', async () => {
  const app = express();
  const prototypes: unknown[] = [];
  app.get('/', (request, response) => {
    prototypes.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    response.status(201).json([request.path, request.query.name, response.app === app]);
  });
  const server = createServer(expressMessages(app), (request, response) => {
    prototypes.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    app(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?name=value`);
    assert.deepEqual([response.status, await response.json()], [201, ['/', 'value', true]]);
    const [request, reply, requestInExpress, replyInExpress] = prototypes;
    assert.equal(requestInExpress, request);
    assert.equal(replyInExpress, reply);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
