import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { blockedPorts } from './blocked-ports.ts';
import { LabError } from './lab-error.ts';

/** Lower ones need privileges on most systems. */
const firstUnprivilegedPort = 1024;
const highestPort = 65_535;
/**
 * Linux gives the ports from 32768 on to clients, macOS and Windows those from 49152: one that
 * is listened on later could be a client's by then. Kubernetes' node ports start at 30000.
 */
const listeningPorts = { first: 10_000, end: 30_000 };
/** Only a machine on which most of them are taken needs more. */
const maxTries = 1000;
/** Not a round number, which would often lead to a port that another part is going to use. */
const suggestionStep = 111;

const problems: Record<string, { problem: string; first: string }> = {
  EADDRINUSE: { problem: 'is taken by another program', first: 'Stop that program, or choose' },
  EACCES: { problem: 'requires special privileges', first: 'Choose' },
};

/** Listens on a port of 127.0.0.1 for a moment. Resolves to the port; rejects if it cannot. */
async function tryPort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Finds a free port, if possible one that resembles the given one. */
async function suggestPort(port: number): Promise<number> {
  for (let candidate = port + suggestionStep; candidate <= highestPort; candidate += suggestionStep) {
    if (candidate < firstUnprivilegedPort || blockedPorts.has(candidate)) continue;
    const free = await tryPort(candidate).catch(() => undefined);
    if (free) return free;
  }
  return findFreePort();
}

/**
 * Checks that nothing listens on a port of 127.0.0.1.
 * @throws {LabError} `port_taken`, naming the variable that chooses another, and a free port
 */
export async function requireFreePort(port: number, purpose: string, variable: string): Promise<void> {
  try {
    await tryPort(port);
  } catch (error) {
    const known = problems[(error as NodeJS.ErrnoException).code ?? ''];
    if (!known) throw error;
    throw new LabError(
      'port_taken',
      `Port ${port}, for ${purpose}, ${known.problem}.`,
      `${known.first} another port: ${variable}=${await suggestPort(port)}`,
      { cause: error },
    );
  }
}

/** Finds a port of 127.0.0.1 that is free, will likely stay so, and that browsers do not block. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < maxTries; tries++) {
    const candidate = randomInt(listeningPorts.first, listeningPorts.end);
    if (blockedPorts.has(candidate)) continue;
    const free = await tryPort(candidate).catch(() => undefined);
    if (free) return free;
  }
  throw new Error(`no free port from ${listeningPorts.first} to ${listeningPorts.end - 1}`);
}
