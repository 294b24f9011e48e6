/** The engine as the contract suite wants it, on whatever servers `urlOf` names. */
import type { EngineUnderTest } from '../contract-suite/index.ts';
import type { EventLog } from '../port.ts';
import { openJetStreamLog } from './jetstream-log.ts';

export function createEngine(
  urlOf: (log: string) => string,
): Required<Pick<EngineUnderTest, 'create' | 'another' | 'reopen'>> {
  const urls = new WeakMap<EventLog, string>();
  let count = 0;

  async function open(url: string, options?: { readonly now?: () => string }): Promise<EventLog> {
    // Longer than any election, however busy the machine.
    const log = await openJetStreamLog({ ...options, url, patienceMs: 120_000 });
    urls.set(log, url);
    return log;
  }

  return {
    create: (options) => open(urlOf(`log${++count}`), options),
    another: (log) => open(urls.get(log)!),
    reopen: async (log) => {
      await log.close();
      return open(urls.get(log)!);
    },
  };
}
