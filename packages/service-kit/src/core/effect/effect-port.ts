import type { JsonObject } from '@tessera/event-log';

export interface EffectCall {
  /** The same for every repeat of this effect, and of no other: hand it on, so that the world outside can tell repeats. */
  readonly key: string;
  /** Counted from 1, since this process took it up. */
  readonly attempt: number;
  /** Aborts when the service ends, or another process speaks for it. */
  readonly signal: AbortSignal;
}

/** The real thing behind an effect: a mail server, a payment provider; in tests a fake that records. */
export interface EffectPort {
  /**
   * Does it, and answers what is worth remembering (never anything personal: it is recorded as it is). Throws when it
   * could not be done: it is tried again; `effectRefused(…)` when trying again is no use.
   */
  make(request: JsonObject, call: EffectCall): Promise<JsonObject | void>;
  /** Milliseconds between attempts; after the last failure it is parked. @default 0.5 s, 2 s, 8 s, 30 s */
  readonly waits?: readonly number[];
  close?(): Promise<void>;
}

/** By the name that definitions use. */
export interface EffectPorts {
  readonly [name: string]: EffectPort;
}

export const defaultWaits: readonly number[] = [500, 2_000, 8_000, 30_000];

const refusals = new WeakSet<Error>();

/** What a port throws when the world outside said no for good (no such mailbox): the effect is parked at once. */
export function effectRefused(message: string, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.name = 'EffectRefused';
  refusals.add(error);
  return error;
}

export function isEffectRefused(error: unknown): boolean {
  return error instanceof Error && refusals.has(error);
}

/** Throws when the definition names a port that nobody brought. */
export function checkPorts(
  service: { readonly name: string; readonly effects: { readonly [name: string]: { readonly port: string } } },
  ports: EffectPorts,
): void {
  for (const [name, { port }] of Object.entries(service.effects)) {
    if (Object.hasOwn(ports, port)) continue;
    throw new Error(
      `The effect "${name}" of "${service.name}" needs the port "${port}", and nobody brought it: ` +
        `runService(${service.name}, { effects: { ${port}: … } }).`,
    );
  }
}
