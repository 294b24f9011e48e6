import type { ServiceDefinition } from '@tessera/service-kit';
import { fold, type TestEvent } from '@tessera/service-kit/testing';
import { isOwn, ownPartition } from '../src/bounds/own-documents.ts';

/** A projection's documents that are shown, by key. */
export function shown<Doc extends object = Record<string, unknown>>(
  service: ServiceDefinition,
  projection: string,
  events: readonly TestEvent[],
): Record<string, Doc> {
  return Object.fromEntries(split(service, projection, events).shown) as Record<string, Doc>;
}

/** All of a projection's documents: those in partitions that are shown, and those that it keeps for itself. */
export function split(service: ServiceDefinition, projection: string, events: readonly TestEvent[]) {
  const partition = service.projections[projection]?.partition ?? (() => 'all');
  const all = [...fold(service, projection, events)];
  return {
    shown: all.filter(([, doc]) => !isOwn(doc) && partition(doc) !== ownPartition),
    own: all.filter(([, doc]) => isOwn(doc) || partition(doc) === ownPartition),
  };
}
