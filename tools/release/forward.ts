import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/**
 * Runs `work` while a free port of `listenAddress` is forwarded to a port of 127.0.0.1. `work`
 * gets the address with the port.
 */
export async function whileForwarding<Result>(
  listenAddress: string,
  loopbackPort: number,
  work: (address: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer((socket) => {
    const upstream = connect(loopbackPort, '127.0.0.1');
    socket.pipe(upstream).pipe(socket);
    // An error on one side closes the other.
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
  server.listen(0, listenAddress);
  await once(server, 'listening');
  try {
    return await work(`${listenAddress}:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}
