/** The service's words, typed: whatever is built from these knows the data of each event by its name. */
import { vocabulary } from '@tessera/service-kit';
import { consumes } from './consumes.ts';
import { events } from './events.ts';

export const { emit, stream, projection, policy, effect } = vocabulary({ events, consumes });
