/** What must hold of one subscription at every update, and what it must show in the end. */
import type { LiveUpdate } from '../client/types.ts';
import type { FakeWrite } from './fake-replica.ts';

export interface Watched {
  see(update: LiveUpdate): void;
  /** What was wrong, given the newest state; empty = nothing. */
  verdict(rows: ReadonlyMap<string, FakeWrite>): string[];
}

export function watchView(name: string, partition: string | undefined): Watched {
  const wrong: string[] = [];
  /** Epoch and key → the newest version ever shown, removed or not. */
  const newest = new Map<string, number>();
  let last: LiveUpdate | undefined;
  let shadow = new Map<string, string>();

  function neverBack(
    key: string,
    document: LiveUpdate['documents'] extends ReadonlyMap<string, infer D> ? D : never,
  ): void {
    const at = `${String(document['epoch'])} ${key}`;
    const version = Number(document['version']);
    const before = newest.get(at) ?? 0;
    if (version < before) wrong.push(`${name}: ${key} went back from ${before} to ${version}`);
    newest.set(at, Math.max(before, version));
  }

  function whole(update: LiveUpdate): void {
    for (const [key, document] of update.documents) {
      if (!key.startsWith('left-')) continue;
      const other = update.documents.get(key.replace('left', 'right'));
      if (other?.['pair'] !== document['pair'])
        wrong.push(`${name}: ${key} shows ${String(document['pair'])}, its pair ${String(other?.['pair'])}`);
    }
    const epochs = new Set([...update.documents.values()].map((document) => document['epoch']));
    if (epochs.size > 1) wrong.push(`${name}: shows several epochs at once`);
  }

  /** `changed` and `removed` are exactly what differs. */
  function honest(update: LiveUpdate): void {
    const now = new Map([...update.documents].map(([key, document]) => [key, JSON.stringify(document)]));
    const removed = [...shadow.keys()].filter((key) => !now.has(key));
    const changed = [...now].filter(([key, text]) => shadow.get(key) !== text).map(([key]) => key);
    const missing = changed.filter((key) => !update.changed.includes(key));
    if (missing.length > 0 || removed.sort().join() !== [...update.removed].sort().join())
      wrong.push(`${name}: an update does not say what changed (${missing.join()} | ${removed.join()})`);
    shadow = now;
  }

  return {
    see(update) {
      const first = last === undefined;
      if (last !== undefined && last.documents.size > 0 && update.documents.size === 0)
        wrong.push(`${name}: the view was emptied`);
      if (update.state === 'live' && update.documents.size === 0) wrong.push(`${name}: live and empty`);
      last = update;
      for (const [key, document] of update.documents) neverBack(key, document);
      whole(update);
      if (first) shadow = new Map([...update.documents].map(([key, document]) => [key, JSON.stringify(document)]));
      else honest(update);
    },
    verdict(rows) {
      const expected = [...rows.values()]
        .filter((row) => partition === undefined || row.partition === partition)
        .map(({ key, document }) => `${key} ${JSON.stringify(document)}`);
      const shown = [...(last?.documents ?? [])].map(([key, document]) => `${key} ${JSON.stringify(document)}`);
      const result = [...wrong];
      if (expected.sort().join('\n') !== shown.sort().join('\n'))
        result.push(`${name}: shows [${shown.length}] other than the newest state [${expected.length}]`);
      if (last?.state !== 'live') result.push(`${name}: is ${last?.state} in the end (${last?.problem?.code})`);
      return result;
    },
  };
}
