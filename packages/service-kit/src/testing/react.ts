import { reactionsOf } from '../core/policy/reaction.ts';
import type { Sent } from '../definition/policy.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { lookUpIn, type TestDocuments } from './look-up.ts';
import { testOccurrence, type TestEvent } from './test-event.ts';

/** The commands a policy sends when this happens. Throws for an event it does not react to. */
export function react(
  service: ServiceDefinition,
  policy: string,
  event: TestEvent,
  documents: TestDocuments = {},
): readonly Sent[] {
  const definition = Object.hasOwn(service.policies, policy) ? service.policies[policy] : undefined;
  if (definition === undefined) {
    const known = Object.keys(service.policies).join(', ');
    throw new Error(`The service "${service.name}" has no policy "${policy}"; it has: ${known}.`);
  }
  if (definition.on !== event.type)
    throw new Error(`The policy "${policy}" reacts to ${definition.on}, not to ${event.type}.`);
  return reactionsOf({ name: policy, definition }, lookUpIn(documents), testOccurrence(service, event, 1));
}
