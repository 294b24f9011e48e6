/**
 * Ending a server in order. Node's own `closeIdleConnections` leaves connections that never sent a request, which clients
 * open ahead of need; here every connection without a request in flight is ended, also those that become so meanwhile.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Answers how to end the server: requests in flight get `patienceMs`. */
export function prepareDrain(server: Server): (patienceMs: number) => Promise<void> {
  const inFlight = new Map<Socket, number>();
  let draining = false;

  server.on('connection', (socket) => {
    inFlight.set(socket, 0);
    socket.on('close', () => inFlight.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    inFlight.set(socket, (inFlight.get(socket) ?? 0) + 1);
    response.on('close', () => {
      const left = (inFlight.get(socket) ?? 1) - 1;
      if (!inFlight.has(socket)) return;
      inFlight.set(socket, left);
      if (draining && left === 0) socket.destroySoon();
    });
  });

  return async (patienceMs) => {
    draining = true;
    const closed = once(server, 'close');
    server.close();
    for (const [socket, requests] of inFlight) if (requests === 0) socket.destroy();
    const force = setTimeout(() => server.closeAllConnections(), patienceMs);
    await closed;
    clearTimeout(force);
  };
}
