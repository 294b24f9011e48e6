/** Taking a module out of an environment. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { emit, type Decision } from '../../vocabulary.ts';
import { aboutModule, liveAndYours, subjectOf } from './decision.ts';
import type { CompositionState } from './state.ts';

export const retire = command(z.object(aboutModule), (state: CompositionState, input, { user }): Decision => {
  const found = liveAndYours(state, input, user, 'retire');
  if ('problem' in found) return found;
  const left = found.modules.filter((line) => line !== found.line);
  return [emit('ModuleRetired', { ...subjectOf(input, found.now, found.by, left), live: found.now.live })];
});
