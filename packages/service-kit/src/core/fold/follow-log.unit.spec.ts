import { createMemoryLog } from '@tessera/event-log';
import { expect, it } from 'vitest';
import { createMemoryStore } from '../../memory/memory-store.ts';
import { createMemoryVault } from '../../memory/memory-vault.ts';
import { shop } from '../../sample/shop.ts';
import { compileService } from '../compiled-service.ts';
import { createFolder } from './folder.ts';
import { followLog } from './follow-log.ts';

it('has caught up once its store could be written, also when the log brings nothing any more', async () => {
  const log = createMemoryLog();
  await log.append('ev.shop.sale.s1', [{ type: 'Sold', data: { id: 's1', buyer: 'ada', item: 'bolt', quantity: 1 } }]);
  const service = compileService(shop, createMemoryVault());
  const store = createMemoryStore([...service.projections.values()].map(({ shape }) => shape));
  let refusals = 3;
  const busy = {
    ...store,
    write: (...args: Parameters<typeof store.write>) => {
      if (refusals-- > 0) throw new Error('locked');
      store.write(...args);
    },
  };
  const folder = createFolder(service, busy, log.epoch, () => undefined);
  const stop = new AbortController();
  await followLog(
    {
      log,
      service: 'shop',
      filter: service.filter,
      folder,
      head: 1,
      flush() {
        try {
          folder.flush();
        } catch {
          // Said elsewhere.
        }
      },
      soon: setImmediate,
      onCaughtUp: () => stop.abort(),
      onErasure: () => Promise.resolve(),
    },
    stop.signal,
  );
  expect([folder.flushed, refusals]).toEqual([1, -1]);
});
