import type { z } from 'zod';
import type { Decision } from './decision.ts';
import type { User } from './user.ts';

/** All that `decide` may know besides state and input; a host or a test hands it in. */
export interface DecideContext {
  /** ISO 8601, UTC. */
  now(): string;
  /** A fresh id, `<prefix>_<random>`; fits stream names. */
  newId(prefix: string): string;
  /** 0 ≤ x < 1 */
  random(): number;
  /** Null: nobody is signed in, or a policy acts. */
  readonly user: User | null;
}

export interface CommandDefinition<State = unknown, Input = unknown, Out extends Decision = Decision> {
  readonly input: z.ZodType;
  /** Pure. Called again with newer state when the stream moved on meanwhile. */
  decide(state: State, input: Input, ctx: DecideContext): Out;
}

/** Declares a command: the shape of its input and the decision. */
export function command<Schema extends z.ZodType, State, Out extends Decision>(
  input: Schema,
  decide: (state: State, input: z.output<Schema>, ctx: DecideContext) => Out,
): CommandDefinition<State, z.output<Schema>, Out> {
  return { input, decide };
}
