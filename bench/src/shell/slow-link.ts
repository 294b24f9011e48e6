/**
 * A slow line in front of a server: each way takes its time, and both directions share nothing but what the line carries at
 * once. In front of a browser it is what 40 ms and 10 Mbit/s mean: a new connection costs a round trip before its first
 * byte, connections share the rate fairly, and nothing is known of requests. TCP's slow start is not played.
 */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface SlowLinkOptions {
  readonly targetPort: number;
  /** There and back. */
  readonly roundTripMs: number;
  /** Towards the browser. */
  readonly bitsPerSecond: number;
}

export interface SlowLink {
  readonly port: number;
  close(): Promise<void>;
}

/** What one connection may send before it is another's turn: a packet. */
const sliceBytes = 1_460;

export async function startSlowLink({ targetPort, roundTripMs, bitsPerSecond }: SlowLinkOptions): Promise<SlowLink> {
  const oneWayMs = roundTripMs / 2;
  const bytesPerMs = bitsPerSecond / 8 / 1000;
  const waiting = new Map<Socket, Buffer[]>();
  const sockets = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  let lastAt = 0;
  let credit = 0;

  function queue(socket: Socket, bytes: Buffer): void {
    const slices = waiting.get(socket) ?? [];
    for (let at = 0; at < bytes.length; at += sliceBytes) slices.push(bytes.subarray(at, at + sliceBytes));
    waiting.set(socket, slices);
    if (timer !== undefined) return;
    lastAt = performance.now();
    credit = 0;
    timer = setTimeout(pump, 1);
  }

  /** As many packets as the time since the last look was good for, the connections by turns. */
  function pump(): void {
    const at = performance.now();
    credit += (at - lastAt) * bytesPerMs;
    lastAt = at;
    const sent = new Map<Socket, Buffer[]>();
    while (credit > 0 && waiting.size > 0) {
      for (const [socket, slices] of waiting) {
        const slice = slices.shift();
        if (slices.length === 0) waiting.delete(socket);
        if (slice === undefined) continue;
        credit -= slice.length;
        const packets = sent.get(socket) ?? [];
        packets.push(slice);
        sent.set(socket, packets);
        if (credit <= 0) break;
      }
    }
    for (const [socket, packets] of sent)
      setTimeout(() => socket.destroyed || socket.write(Buffer.concat(packets)), oneWayMs);
    timer = waiting.size === 0 ? undefined : setTimeout(pump, 1);
  }

  const server = createServer({ noDelay: true }, (client) => {
    const openAt = performance.now() + roundTripMs;
    const upstream = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes: Buffer) => {
      // What a browser sends is small: it has its time, and the rate does not matter.
      setTimeout(() => upstream.destroyed || upstream.write(bytes), Math.max(0, openAt - performance.now()) + oneWayMs);
    });
    upstream.on('data', (bytes: Buffer) => queue(client, bytes));
    client.on('close', () => {
      waiting.delete(client);
      upstream.destroy();
    });
    upstream.on('close', () => setTimeout(() => client.end(), roundTripMs));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      for (const socket of sockets) socket.destroy();
      clearTimeout(timer);
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
