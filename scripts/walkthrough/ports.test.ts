// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { findOwnPorts, mapPorts } from './ports.ts';

test('default ports in addresses are replaced by those of a walk, and its output has the default ones', async () => {
  const { environment, toOwn, toDefault } = mapPorts(await findOwnPorts());
  const { API_PORT, POSTGRES_PORT, GRAFANA_PORT } = environment;
  const shown = 'curl localhost:3000/feed http://127.0.0.1:3002; psql 127.0.0.1:5433; Port 3000 is taken';
  const own = toOwn(shown);
  assert.equal(
    own,
    `curl localhost:${API_PORT}/feed http://127.0.0.1:${GRAFANA_PORT}; psql 127.0.0.1:${POSTGRES_PORT}; Port ${API_PORT} is taken`,
  );
  assert.equal(toDefault(own), shown);
  const unrelated = '3000 posts, example.org:3000, 127.0.0.1:30000, 127.0.0.1:9090';
  assert.equal(toOwn(unrelated), unrelated);
});

test('own ports are free, different, and have as many digits as the default ones', async () => {
  const { API_PORT: taken } = await findOwnPorts();
  const server = createServer().listen(taken, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { API_PORT, POSTGRES_PORT, GRAFANA_PORT } = await findOwnPorts();
    const ports = [API_PORT, POSTGRES_PORT, GRAFANA_PORT];
    assert.notEqual(API_PORT, taken);
    assert.equal(new Set(ports).size, 3);
    for (const port of ports) assert.match(String(port), /^\d{4}$/);
  } finally {
    server.close();
  }
});
