/** The parking lot as a process of its own, for tests that kill it: `run-parking-lot.ts <log> <data> <clock, ms ahead>`. */
import { pino } from 'pino';
import { realWorld } from '../core/world/world.ts';
import { startServiceHost } from '../node/service-host.ts';
import { token } from './http-client.ts';
import { parkingLot } from './parking-lot.ts';

const [log = '', data = '', ahead = '0'] = process.argv.slice(2);
const host = await startServiceHost(parkingLot, {
  log,
  data,
  token,
  logger: pino({ level: 'silent' }),
  world: { ...realWorld, now: () => new Date(Date.now() + Number(ahead)).toISOString() },
  effects: { post: { make: async (_request, { key }) => ({ letter: key }) } },
});
process.on('disconnect', () => process.exit(0));
process.send?.({ port: host.port });
