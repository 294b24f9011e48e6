/** What is noted of effects, on ordinary streams: that one was made, and what the port answered. */
import { z } from 'zod';
import { command } from '../command.ts';
import { emit } from '../decision.ts';
import type { EffectDefinition } from '../effect.ts';
import { event } from '../event.ts';
import type { PolicyDefinition } from '../policy.ts';
import { stream, type StreamDefinition } from '../stream.ts';

const done = z.object({
  effect: z.string(),
  /** The event it was made for, and that event's stream. */
  event: z.string(),
  stream: z.string(),
  result: z.looseObject({}),
});

export const effectEvents = { EffectDone: event(1, done) };

export const effectStream = stream<object>({
  initial: {},
  evolve: {},
  decide: { note: command(done, (_state: object, input) => [emit('EffectDone', input)]) },
}) as StreamDefinition;

/** What the service does about an effect that was made, as a policy: `effect.<name>`. */
export function effectPolicy(name: string, then: NonNullable<EffectDefinition['then']>): PolicyDefinition {
  return {
    on: 'EffectDone',
    then(docs, { data }) {
      if (data['effect'] !== name) return null;
      const source = data['stream'] as string;
      return then(docs, { streamId: source.slice(source.lastIndexOf('.') + 1), result: data['result'] as never });
    },
  };
}
