/** Ports for where the world outside is not to be touched: what they are handed is recorded, and succeeds. */
import type { JsonObject } from '@tessera/event-log';
import type { EffectPort, EffectPorts } from '../core/effect/effect-port.ts';
import type { ServiceDefinition } from '../definition/service.ts';

export interface RecordedEffect {
  readonly service: string;
  readonly port: string;
  readonly request: JsonObject;
  readonly key: string;
}

/** The ports that were given, and a recording one for each that was not. */
export function recordEffects(service: ServiceDefinition, given: EffectPorts, made: RecordedEffect[]): EffectPorts {
  const recorded = (port: string): EffectPort => ({
    async make(request, { key }) {
      made.push({ service: service.name, port, request, key });
    },
  });
  const names = new Set(Object.values(service.effects).map(({ port }) => port));
  return Object.fromEntries([...names].map((port) => [port, given[port] ?? recorded(port)]));
}
