import type { ServiceDefinition } from '../service.ts';
import { known, tokenShape } from './names.ts';

/** Stream types fit stream names, and evolve only own events. */
export function checkStreams(service: ServiceDefinition): string[] {
  const problems: string[] = [];
  const own = Object.keys(service.events);
  for (const [type, stream] of Object.entries(service.streams)) {
    if (!tokenShape.test(type)) problems.push(`streams: "${type}" must be letters, digits, "_" or "-".`);
    if (type === 'policy')
      problems.push('streams: "policy" is reserved for the state of policies; choose another name.');
    if (type === 'contract')
      problems.push('streams: "contract" is reserved for the service\'s event contract; choose another name.');
    if (type === 'parked')
      problems.push('streams: "parked" is reserved for decisions about parked events; choose another name.');
    for (const event of Object.keys(stream.evolve)) {
      if (!own.includes(event)) problems.push(`streams.${type}.evolve: "${event}" is no own event. ${known(own)}`);
    }
  }
  return problems;
}
