/** One replica of the door as a process of its own: `replica.ts <log> <data> <skew in ms>`. */
import { pino } from 'pino';
import { startServiceHost } from '../../src/node/service-host.ts';
import { realWorld } from '../../src/core/world/world.ts';
import { door } from './door.ts';

const [log = '', data = '', skew = '0'] = process.argv.slice(2);
const now = (): string => new Date(Date.now() + Number(skew)).toISOString();
const host = await startServiceHost(door, {
  log,
  data,
  token: 'proof',
  logger: pino({ level: 'silent' }),
  world: { ...realWorld, now },
  policies: { leaseMs: 600, checkpointMs: 100 },
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port: host.port });
