import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledPolicy, CompiledService } from '../compiled-service.ts';
import { carryOut, reactionsOf } from './reaction.ts';
import type { Reactor, Reactors } from './reactor.ts';

/** A service's policies, carried out by its command engine. */
export function policyReactors(service: CompiledService, engine: CommandEngine): Reactors {
  const reactorOf = (policy: CompiledPolicy): Reactor => ({
    name: policy.name,
    stepsOf(occurrence, docs) {
      const now = policy.definition.now?.(occurrence);
      return reactionsOf(policy, docs, occurrence).map((sent) => ({
        queue: `${sent.stream} ${sent.id}`,
        name: `${sent.stream}/${sent.id}.${sent.command}`,
        run: (source, signal) => carryOut(engine, sent, { ...source, ...(now === undefined ? {} : { now }) }, signal),
      }));
    },
  });
  const byType = new Map([...service.policiesOf].map(([type, policies]) => [type, policies.map(reactorOf)]));
  return {
    starts: Object.fromEntries(
      Object.entries(service.definition.policies).map(([name, { from = 'beginning' }]) => [name, from]),
    ),
    of: (type) => byType.get(type) ?? [],
  };
}
