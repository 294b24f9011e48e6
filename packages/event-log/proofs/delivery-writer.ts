/** The child of `delivery.ts`: appends one commit at a time, each carrying when it was acknowledged-to-be. argv: url, count, pause ms */
import { setTimeout as sleep } from 'node:timers/promises';
import { openLog } from '../src/open/index.ts';

const [url, count, pause] = process.argv.slice(2);
const log = await openLog(url!);
for (let i = 0; i < Number(count); i++) {
  await log.append(`ev.delivery.probe.${i % 10}`, [
    { type: 'Sent', data: { at: performance.timeOrigin + performance.now() } },
  ]);
  // Not a fixed rhythm, which might fall in step with the reader's polling.
  await sleep(Number(pause) * (0.5 + Math.random()));
}
await log.close();
