import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { LabError } from '../../scripts/lib/lab-error.ts';

/**
 * Runs `work` while a free port of `listenAddress` is forwarded to a port of 127.0.0.1. `work`
 * gets the address with the port.
 */
export async function whileForwarding<Result>(
  listenAddress: string,
  loopbackPort: number,
  work: (address: string) => Promise<Result>,
): Promise<Result> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const upstream = connect(loopbackPort, '127.0.0.1');
    sockets.add(socket);
    socket.pipe(upstream).pipe(socket);
    // Each side closes the other: pipe() does that only for an end, not for an error.
    socket.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => {}).on('close', () => socket.destroy());
  });
  server.listen(0, listenAddress);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRNOTAVAIL') throw error;
    throw new LabError(
      'release_failed',
      `A registry on 127.0.0.1 cannot be reached from the test's cluster: this machine has no address ${listenAddress}.`,
      'Docker runs in a virtual machine, as with Docker Desktop: use a registry that both can reach, or run this step on Linux.',
    );
  });
  try {
    return await work(`${listenAddress}:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
