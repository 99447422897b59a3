// Shares a process.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { blockedPorts } from './blocked-ports.ts';
import type { LabError } from './lab-error.ts';
import { findFreePort, requireFreePort } from './ports.ts';

/** Sends nothing: fetch checks the port before it hands a request to its dispatcher. */
const dispatcher = {
  dispatch() {
    throw new Error('allowed');
  },
};

async function isRefused(port: number): Promise<boolean> {
  const { cause } = await fetch(`http://127.0.0.1:${port}`, { dispatcher } as object).catch((error) => error);
  assert.match(cause.message, /^(bad port|allowed)$/);
  return cause.message === 'bad port';
}

test('the blocked ports are those that fetch refuses', async () => {
  const refused = new Set<number>();
  // All 65,535 would take seconds.
  for (let port = 1; port < 11_000; port += 1) if (await isRefused(port)) refused.add(port);
  assert.deepEqual(
    [...refused].filter((port) => !blockedPorts.has(port)),
    [],
  );
  // The standard has gained these two since Node.js 20.11.
  const known = [...blockedPorts].filter((port) => port !== 4190 && port !== 6679);
  assert.deepEqual(
    known.filter((port) => !refused.has(port)),
    [],
  );
});

/** Listens on a port for as long as `work` takes, unless another program already does. */
async function whileTaken<Result>(port: number, work: (port: number) => Promise<Result>): Promise<Result> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening').catch(() => {});
  try {
    return await work((server.address() as AddressInfo | null)?.port ?? port);
  } finally {
    server.close();
  }
}

async function suggestedFor(port: number): Promise<number> {
  const error = await requireFreePort(port, 'a test', 'API_PORT').then(
    () => assert.fail(`port ${port} is free`),
    (thrown: LabError) => thrown,
  );
  assert.equal(error.code, 'port_taken');
  return Number(/API_PORT=(\d+)$/.exec(error.whatToDo)?.[1]);
}

test('the hint for a taken port names one that is free, exists, needs no privileges, and is not blocked', async () => {
  // The last one leads to 10,080 first.
  for (const port of [0, 80, 65_500, 10_080 - 111])
    await whileTaken(port, async (taken) => {
      const suggested = await suggestedFor(taken);
      assert.ok(suggested >= 1024 && suggested <= 65_535 && !blockedPorts.has(suggested), String(suggested));
      await requireFreePort(suggested, 'a test', 'API_PORT');
      await whileTaken(suggested, async () => assert.notEqual(await suggestedFor(taken), suggested));
    });
});

test('a port that is found is not one that an operating system gives to clients, nor a node port', async () => {
  for (let count = 0; count < 50; count++) {
    const port = await findFreePort();
    assert.ok(port >= 10_000 && port < 30_000 && !blockedPorts.has(port), String(port));
  }
});
