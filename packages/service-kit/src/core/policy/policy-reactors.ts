import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledService } from '../compiled-service.ts';
import { carryOut, reactionsOf } from './reaction.ts';
import { createReactors, type Reactor, type Reactors } from './reactor.ts';

/** A service's policies, carried out by its command engine. */
export function policyReactors({ definition: service }: CompiledService, engine: CommandEngine): Reactors {
  const reactors = Object.entries(service.policies).map(([name, definition]): Reactor => ({
    name,
    on: definition.on,
    from: definition.from ?? 'beginning',
    reading: definition,
    stepsOf(occurrence, docs) {
      const now = definition.now?.(occurrence);
      return reactionsOf({ name, definition }, docs, occurrence).map((sent) => ({
        queue: `${sent.stream} ${sent.id}`,
        name: `${sent.stream}/${sent.id}.${sent.command}`,
        check() {
          const { stream, id, command, input } = sent;
          const problem = engine.check({ stream, id, name: command, input });
          return problem && `${problem.code}: ${problem.message}`;
        },
        run: (source, signal) => carryOut(engine, sent, { ...source, ...(now === undefined ? {} : { now }) }, signal),
      }));
    },
  }));
  return createReactors(service.name, reactors);
}
