/**
 * A service's effects, made through their ports. At least once: what was made is noted on a stream of its own before the
 * event counts as done, so a process that dies in between leaves one effect to be repeated, with the same key.
 */
import { streamName, type EventLog, type JsonObject } from '@tessera/event-log';
import { effectId, effectStreamType, type EffectDefinition } from '../../definition/effect.ts';
import type { CommandEngine } from '../command/command-engine.ts';
import type { CompiledService } from '../compiled-service.ts';
import { isOutage, reasonOf } from '../policy/reaction.ts';
import {
  createReactors,
  stopped,
  type Reactor,
  type Reactors,
  type StepOutcome,
  type StepSource,
} from '../policy/reactor.ts';
import { defaultWaits, isEffectRefused, type EffectPort, type EffectPorts } from './effect-port.ts';

export interface EffectReactorOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly engine: CommandEngine;
  readonly ports: EffectPorts;
  /** Waits, or less when the signal aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export function effectReactors(options: EffectReactorOptions): Reactors {
  const { service, log, engine, ports, wait } = options;
  const { name: serviceName, effects } = service.definition;

  function reactorOf(name: string, definition: EffectDefinition): Reactor {
    return {
      name,
      on: definition.on,
      from: definition.from,
      reading: definition,
      stepsOf(occurrence, docs) {
        const request = definition.request(docs, occurrence);
        if (request === null) return [];
        const port = ports[definition.port]!;
        return [
          {
            queue: occurrence.stream,
            name: definition.port,
            run: (source, signal) => makeOnce(name, port, request, source, signal),
          },
        ];
      },
    };
  }

  async function makeOnce(
    effect: string,
    port: EffectPort,
    request: JsonObject,
    source: StepSource,
    signal: AbortSignal,
  ): Promise<StepOutcome> {
    const { eventId, id: commandId, commit } = source;
    const id = effectId(effect, eventId);
    if ((await log.findCommand(streamName(serviceName, effectStreamType, id), commandId)) !== undefined) {
      return { done: true };
    }
    const key = `${serviceName}.${effect}.${log.epoch}.${eventId}`;
    const made = await tryToMake(port, request, key, source.still, signal);
    if (!made.done) return made;
    // It has been made, whoever speaks for the service by now: the note is true in any case.
    const input = { effect, event: eventId, stream: commit.stream, result: made.result };
    for (;;) {
      try {
        const meta = { causationId: eventId };
        const note = { stream: effectStreamType, id, name: 'note', input, commandId, user: null, meta };
        const noted = await engine.execute(note);
        return noted.ok ? done : { done: false, reason: `${noted.problem.code}: ${noted.problem.message}` };
      } catch (error) {
        if (signal.aborted || !isOutage(error)) throw error;
        await wait(1_000, signal);
      }
    }
  }

  async function tryToMake(
    port: EffectPort,
    request: JsonObject,
    key: string,
    still: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<{ readonly done: true; readonly result: JsonObject } | (StepOutcome & { readonly done: false })> {
    const waits = port.waits ?? defaultWaits;
    for (let attempt = 1; !signal.aborted; attempt++) {
      if (!(await still())) break;
      try {
        return { done: true, result: (await port.make(request, { key, attempt, signal })) ?? {} };
      } catch (error) {
        if (signal.aborted) break;
        const pause = isEffectRefused(error) ? undefined : waits[attempt - 1];
        if (pause === undefined) return { done: false, reason: reasonOf(error) };
        await wait(pause, signal);
      }
    }
    return stopped as StepOutcome & { readonly done: false };
  }

  return createReactors(
    serviceName,
    Object.entries(effects).map(([name, definition]) => reactorOf(name, definition)),
  );
}

const done: StepOutcome = { done: true };
