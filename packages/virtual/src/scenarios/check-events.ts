/** Recorded events are held against their service's schema: a scenario that has drifted from its service is refused. */
import { parseStreamName, type JsonObject, type NewEvent } from '@tessera/event-log';
import type { GivenEvent, ServiceDefinition } from '@tessera/service-kit';

export interface CheckedEvent {
  readonly stream: string;
  readonly event: NewEvent;
  readonly time: string | undefined;
}

/** Throws on the first that does not hold, naming it. Events of services that are not hosted are held against what the hosted ones expect of them. */
export function checkEvents(
  events: readonly GivenEvent[],
  services: readonly ServiceDefinition[],
  where: string,
): CheckedEvent[] {
  return events.map(({ stream, type, data, time }, index) => {
    const at = `${where}, event ${index + 1} (${type} on ${stream})`;
    const owner = parseStreamName(stream)?.service;
    if (owner === undefined) throw new Error(`${at}: streams are named ev.<service>.<stream type>.<id>.`);
    const service = services.find(({ name }) => name === owner);
    const own = service?.events[type];
    if (service !== undefined && own === undefined) {
      const known = Object.keys(service.events).join(', ');
      throw new Error(`${at}: "${owner}" has no such event; it has ${known}.`);
    }
    const schemas = own === undefined ? consumed(services, `${owner}.${type}`) : [own.schema];
    for (const schema of schemas) {
      const [issue] = schema.safeParse(data).error?.issues ?? [];
      if (issue !== undefined) {
        const path = ['data', ...issue.path].join('.');
        throw new Error(`${at}: ${path}: ${issue.message}. Mend the scenario, or the event's schema.`);
      }
    }
    return { stream, time, event: { type, version: own?.version ?? 1, data: data as JsonObject } };
  });
}

function consumed(services: readonly ServiceDefinition[], type: string) {
  return services.flatMap(({ consumes }) => consumes[type]?.schema ?? []);
}
