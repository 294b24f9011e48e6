/**
 * CPU time per message and connection in the hub's core: `node packages/live/measure.ts`. Sinks take everything at once, so
 * sockets are not in it; what is: folding the change, picking, encoding once, and handing the bytes to every reader.
 */
import { createHub } from './src/hub/hub.ts';
import { systemClock } from './src/clock/clock.ts';
import { createFakeService } from './src/testing/fake-service.ts';
import { order } from './src/testing/hub-stage.ts';
import { orderOperation } from './src/testing/order-operations.ts';

const user = { id: 'u', name: 'U', roles: [] };

async function measure(connections: number, commits: number, perWindow: number): Promise<void> {
  const service = createFakeService({ clock: systemClock });
  const hub = createHub({ source: () => service.source, coalesceMs: 10 });
  let frames = 0;
  let bytes = 0;
  let resolveFrame = (): void => undefined;
  for (let n = 0; n < connections; n += 1) {
    hub.connect({
      subscriptions: [{ id: '1', hash: 'all' }],
      user,
      operation: orderOperation,
      sink: {
        write(chunk) {
          frames += 1;
          bytes += chunk.length;
          if (n === connections - 1) resolveFrame();
          return true;
        },
        onDrain: () => undefined,
        close: () => undefined,
      },
    });
  }
  const nextFrame = (): Promise<void> => new Promise((resolve) => (resolveFrame = resolve));
  service.commit(order('o0', 0));
  await nextFrame();
  await new Promise((resolve) => setTimeout(resolve, 100));
  frames = bytes = 0;
  const encodedBefore = hub.stats().encoded;
  const cpu = process.cpuUsage();
  for (let sent = 0; sent < commits; sent += perWindow) {
    const arrived = nextFrame();
    for (let n = 0; n < perWindow; n += 1) service.commit(order(`o${(sent + n) % 50}`, sent + n));
    await arrived;
  }
  const { user: userTime, system } = process.cpuUsage(cpu);
  const spent = userTime + system;
  const deliveries = commits * connections;
  console.log(
    JSON.stringify({
      connections,
      commits,
      perWindow,
      encoded: hub.stats().encoded - encodedBefore,
      frames,
      megabytes: Math.round(bytes / 1e6),
      'cpu-us-per-message-and-connection': Number((spent / deliveries).toFixed(4)),
      'cpu-us-per-frame-and-connection': Number((spent / frames).toFixed(4)),
    }),
  );
  hub.close();
}

// The hub's timers keep no process alive.
const keepAlive = setInterval(() => undefined, 1_000);
await measure(1_000, 200, 1);
await measure(10_000, 100, 1);
await measure(1_000, 2_000, 20);
await measure(10_000, 2_000, 20);
clearInterval(keepAlive);
