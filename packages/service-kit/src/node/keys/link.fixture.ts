/** The network between one machine and its servers: it can be cut, or swallow everything without a word. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Link {
  readonly address: string;
  /** Connections end, and new ones are refused. */
  cut(): void;
  /** Nothing comes through any more, in either direction, and nobody is told. */
  swallow(): void;
  heal(): void;
  close(): Promise<void>;
}

export async function startLink(port: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let state: 'up' | 'cut' | 'swallowing' = 'up';
  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const upstream = connect(port, '127.0.0.1');
    const ends = [client, upstream];
    for (const [from, to] of [ends, ends.toReversed()] as [Socket, Socket][]) {
      sockets.add(from);
      from.on('data', (chunk) => state === 'up' && to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        for (const end of ends) end.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      state = 'cut';
      drop();
    },
    swallow() {
      state = 'swallowing';
    },
    heal() {
      // What was swallowed is missing in the middle of a stream: such a connection is of no use any more.
      if (state === 'swallowing') drop();
      state = 'up';
    },
    async close() {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
