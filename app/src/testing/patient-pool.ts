import type { Connections, CreatePool } from '../database/connections.ts';
import { openConnections } from '../database/pool-per-request.ts';

/** The broken variant, with more than its 150 ms to connect: a busy machine must not decide what a test of its behaviour sees. */
export function openPatiently(createPool: CreatePool): Connections {
  return openConnections((settings) => createPool({ ...settings, connectionTimeoutMillis: 10_000 }));
}
