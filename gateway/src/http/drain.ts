/**
 * Ending a server without waiting for those who ask nothing: browsers open connections in advance, and Node counts one
 * that has never carried a request as busy.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Call once, before the server listens. The function it returns closes: running requests finish, at most for `withinMs`. */
export function drainable(server: Server): (withinMs: number) => Promise<void> {
  const running = new Map<Socket, number>();
  let closing = false;
  server.on('connection', (socket: Socket) => {
    running.set(socket, 0);
    socket.once('close', () => running.delete(socket));
  });
  server.on('request', ({ socket }, res) => {
    running.set(socket, (running.get(socket) ?? 0) + 1);
    res.once('close', () => {
      const left = (running.get(socket) ?? 1) - 1;
      if (socket.destroyed) return;
      running.set(socket, left);
      if (closing && left === 0) socket.destroySoon();
    });
  });
  return async (withinMs) => {
    closing = true;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const [socket, requests] of running) if (requests === 0) socket.destroy();
    const force = setTimeout(() => server.closeAllConnections(), withinMs);
    await closed;
    clearTimeout(force);
  };
}
