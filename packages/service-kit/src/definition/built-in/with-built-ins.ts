/** Adds to a definition what its timers and effects are made of. Without any, it is left as it is. */
import { effectStreamType } from '../effect.ts';
import type { ServiceDefinition } from '../service.ts';
import { timerStreamType } from '../timer.ts';
import { effectEvents, effectPolicy, effectStream } from './effects.ts';
import { pendingTimers, timerEvents, timerPolicy, timerStream } from './timers.ts';

/** The projection of timers that are set; every service with timers has it. */
export const timersProjection = 'timers';

export function withBuiltIns(service: ServiceDefinition): ServiceDefinition {
  const timers = Object.entries(service.timers);
  const effects = Object.entries(service.effects);
  return {
    ...service,
    events: {
      ...service.events,
      ...(timers.length > 0 ? timerEvents : {}),
      ...(effects.length > 0 ? effectEvents : {}),
    },
    streams: {
      ...service.streams,
      ...(timers.length > 0 ? { [timerStreamType]: timerStream } : {}),
      ...(effects.length > 0 ? { [effectStreamType]: effectStream } : {}),
    },
    projections: { ...service.projections, ...(timers.length > 0 ? { [timersProjection]: pendingTimers } : {}) },
    policies: {
      ...service.policies,
      ...Object.fromEntries(timers.map(([name, timer]) => [`timer.${name}`, timerPolicy(name, timer)])),
      ...Object.fromEntries(
        effects.flatMap(([name, { then }]) =>
          then === undefined ? [] : [[`effect.${name}`, effectPolicy(name, then)]],
        ),
      ),
    },
  };
}
