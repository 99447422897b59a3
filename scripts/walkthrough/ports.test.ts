import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { findOwnPorts, mapPorts } from './ports.ts';

test('addresses with the usual ports lead to the walk’s own, and what is printed names the usual ones', async () => {
  const { environment, toOwn, toUsual } = mapPorts(await findOwnPorts());
  const { API_PORT, POSTGRES_PORT, GRAFANA_PORT } = environment;
  assert.equal(new Set([API_PORT, POSTGRES_PORT, GRAFANA_PORT]).size, 3);
  const usual = 'curl localhost:3000/feed http://127.0.0.1:3002; psql 127.0.0.1:5433; Port 3000 is taken';
  const own = toOwn(usual);
  assert.equal(
    own,
    `curl localhost:${API_PORT}/feed http://127.0.0.1:${GRAFANA_PORT}; psql 127.0.0.1:${POSTGRES_PORT}; Port ${API_PORT} is taken`,
  );
  assert.equal(toUsual(own), usual);
});

test('a port that is taken is not chosen, and one that is has as many digits as the usual one', async () => {
  const { API_PORT: taken } = await findOwnPorts();
  const server = createServer().listen(taken, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { API_PORT, POSTGRES_PORT, GRAFANA_PORT } = await findOwnPorts();
    assert.notEqual(API_PORT, taken);
    for (const port of [API_PORT, POSTGRES_PORT, GRAFANA_PORT]) assert.match(String(port), /^\d{4}$/);
  } finally {
    server.close();
  }
});

test('other numbers and other hosts stay', async () => {
  const { toOwn } = mapPorts(await findOwnPorts());
  const text = '3000 posts, example.org:3000, 127.0.0.1:30000, 127.0.0.1:9090';
  assert.equal(toOwn(text), text);
});
