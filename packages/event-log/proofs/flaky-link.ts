/**
 * A link between client and server that breaks all the time: now and then a connection is cut after some bytes in either
 * direction, so that questions arrive whose answers do not, and what was delivered is delivered again.
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface FlakyLink {
  readonly address: string;
  readonly cuts: number;
  /** From now on nothing is cut any more. */
  heal(): void;
  close(): Promise<void>;
}

export interface FlakyLinkOptions {
  readonly port: number;
  readonly random: () => number;
  /** A connection lives for so many bytes on average. */
  readonly bytes: number;
}

export async function startFlakyLink({ port, random, bytes }: FlakyLinkOptions): Promise<FlakyLink> {
  const sockets = new Set<Socket>();
  let cuts = 0;
  let healed = false;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const ends = [client, upstream];
    // The greeting and the answer to it pass: a client that never gets in proves nothing.
    let left = 4096 + random() * 2 * bytes;
    for (const [from, to] of [ends, ends.toReversed()] as [Socket, Socket][]) {
      sockets.add(from);
      from.on('data', (chunk) => {
        left -= chunk.length;
        if (left > 0 || healed) return void to.write(chunk);
        // In the middle of whatever it is.
        cuts++;
        to.write(chunk.subarray(0, Math.floor(chunk.length * random())));
        for (const end of ends) end.destroySoon();
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        for (const end of ends) end.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get cuts() {
      return cuts;
    },
    heal: () => void (healed = true),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
