/** The service's words, typed: whatever is built from these knows the data of each event by its name. */
import { vocabulary, type Emitted, type Rejection } from '@tessera/service-kit';
import type { z } from 'zod';
import { events } from './events.ts';

export const { emit, stream, projection, policy } = vocabulary({ events });

/** What `decide` answers: own events to record (none = accepted, nothing changed) or a refusal. */
export type Decision = readonly OwnEvent[] | Rejection;

type OwnEvent = {
  [Type in keyof typeof events]: Emitted<Type, z.input<(typeof events)[Type]['schema']> & object>;
}[keyof typeof events];
