import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { LabError } from './lab-error.ts';

/**
 * Checks that nothing listens on a port of 127.0.0.1.
 * @throws {LabError} `port_taken`, naming the variable that chooses another
 */
export async function requireFreePort(port: number, purpose: string, variable: string): Promise<void> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === 'EACCES' ? 'requires special privileges' : 'is taken by another program';
    throw new LabError(
      'port_taken',
      `Port ${port}, for ${purpose}, ${problem}.`,
      `Stop that program, or choose another port: ${variable}=${port + 100}`,
      { cause: error },
    );
  } finally {
    server.close();
  }
}

/** Finds a port of 127.0.0.1 that is currently free. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
