import { effectStreamType } from '../effect.ts';
import type { ServiceDefinition } from '../service.ts';
import { timerStreamType } from '../timer.ts';
import { effectEvents } from '../built-in/effects.ts';
import { timerEvents } from '../built-in/timers.ts';
import { timersProjection } from '../built-in/with-built-ins.ts';
import { known, tokenShape } from './names.ts';

/** Names of timers, effects and ports, what effects listen to, and that nothing takes the names of what these are made of. */
export function checkTimersAndEffects(service: ServiceDefinition): string[] {
  const problems: string[] = [];
  for (const name of Object.keys(service.timers)) {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) problems.push(`timers: "${name}" must be letters and digits.`);
  }
  const types = [...Object.keys(service.events), ...Object.keys(service.consumes)];
  for (const [name, { on, port, from }] of Object.entries(service.effects)) {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) problems.push(`effects: "${name}" must be letters and digits.`);
    if (!tokenShape.test(port)) problems.push(`effects.${name}.port: "${port}" must be letters, digits, "_" or "-".`);
    if (!types.includes(on))
      problems.push(`effects.${name}.on: there is no event "${on}" in events or consumes. ${known(types)}`);
    if (from !== 'beginning' && from !== 'now')
      problems.push(`effects.${name}.from: say "now" or "beginning": where it starts when it is first deployed.`);
  }
  const taken = (where: string, name: string) =>
    problems.push(`${where}: "${name}" is what timers and effects are made of; choose another name.`);
  for (const type of Object.keys({ ...timerEvents, ...effectEvents })) {
    if (Object.hasOwn(service.events, type)) taken('events', type);
  }
  for (const type of [timerStreamType, effectStreamType])
    if (Object.hasOwn(service.streams, type)) taken('streams', type);
  if (Object.hasOwn(service.projections, timersProjection)) taken('projections', timersProjection);
  return problems;
}
