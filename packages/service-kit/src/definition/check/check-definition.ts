/** Checks a whole definition; every problem says what to change. Runs once, when the module is loaded. */
import type { ServiceDefinition } from '../service.ts';
import { checkCasts } from './check-casts.ts';
import { checkEvents } from './check-events.ts';
import { checkSchema } from './check-schema.ts';
import { checkStreams } from './check-streams.ts';
import { checkTimersAndEffects } from './check-timers-and-effects.ts';
import { DefinitionError } from './definition-error.ts';

export function checkDefinition(service: ServiceDefinition): void {
  const problems = [
    ...checkEvents(service),
    ...checkCasts(service),
    ...checkStreams(service),
    ...checkSchema(service),
    ...checkTimersAndEffects(service),
  ];
  if (problems.length > 0) throw new DefinitionError(service.name, problems);
}
