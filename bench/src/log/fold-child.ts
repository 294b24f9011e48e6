/**
 * The child of `fold.ts`: a service process as the product runs it (its host, its log, its read store), from an empty read
 * store to caught up. argv: log, data folder, expected documents. Prints one JSON object.
 */
import { pino } from 'pino';
import { startServiceHost } from '../../../packages/service-kit/src/node/index.ts';
import { countingService } from '../../../packages/service-kit/proofs/shop/counting.ts';

const [log, data, documents] = process.argv.slice(2);
const started = performance.now();
const cpu = process.cpuUsage();
const host = await startServiceHost(countingService(), {
  log: log!,
  data: data!,
  token: 'bench',
  policies: false,
  logger: pino({ level: 'error' }, pino.destination(2)),
});
await host.whenReady;
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const { total } = host.runtime.store.page('counters', { first: 1 });
if (total !== Number(documents)) throw new Error(`there are ${total} documents, not ${documents}`);
const peakMb = process.resourceUsage().maxRSS / 1000;
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakMb })}\n`);
await host.close();
