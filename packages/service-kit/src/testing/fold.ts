import { compileService } from '../core/compiled-service.ts';
import { createWorkingCopy } from '../core/fold/working-copy.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { testOccurrence, type TestEvent } from './test-event.ts';

/** What a projection makes of events: its documents by key. Throws what the projection throws. */
export function fold<Doc extends object = Record<string, unknown>>(
  service: ServiceDefinition,
  projection: string,
  events: readonly TestEvent[],
): ReadonlyMap<string, Doc> {
  const compiled = compileService(service).projections.get(projection);
  if (compiled === undefined) {
    const known = Object.keys(service.projections).join(', ');
    throw new Error(`The service "${service.name}" has no projection "${projection}"; it has: ${known}.`);
  }
  const store = createMemoryStore([compiled.shape]);
  const copy = createWorkingCopy(compiled, store, () => false);
  for (const [index, event] of events.entries()) {
    const apply = Object.hasOwn(compiled.definition.on, event.type) ? compiled.definition.on[event.type] : undefined;
    const occurrence = testOccurrence(service, event, index + 1);
    if (apply === undefined) continue;
    apply(copy.documents, occurrence);
    copy.keep(index + 1);
  }
  store.write({ position: events.length, changes: copy.changes(), parked: [] });
  return new Map(store.all(projection, '*').map(({ key, doc }) => [key, doc as Doc]));
}
