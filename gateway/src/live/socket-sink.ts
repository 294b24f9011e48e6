/**
 * One reader's socket. Frames are written to it as they are: without chunked framing the same bytes serve every reader,
 * and the end of the connection is the end of the answer.
 */
import type { ServerResponse } from 'node:http';
import type { Sink } from '@tessera/live/hub';
import { streamHeaders } from '@tessera/live/hub';
import { inertHeaders } from '../http/respond.ts';

export function openSocketSink(res: ServerResponse): Sink {
  const { socket } = res;
  if (socket === null) throw new Error('the connection was gone before the stream began');
  res.useChunkedEncodingByDefault = false;
  res.removeHeader('transfer-encoding');
  res.writeHead(200, { ...inertHeaders, ...streamHeaders, connection: 'close' });
  res.flushHeaders();
  socket.setKeepAlive(true, 30_000);
  return {
    write: (bytes) => !socket.destroyed && socket.write(bytes),
    onDrain: (listener) => void socket.on('drain', listener),
    // A reader that does not read would keep its socket for ever: what has not gone out a little later never will.
    close() {
      socket.end();
      setTimeout(() => socket.destroy(), 1_000).unref();
    },
  };
}
