/** Taking a module out of an environment. */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { releaseId } from '../../names.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import { aboutModule, liveAndYours, subjectOf } from './decision.ts';
import type { CompositionState } from './state.ts';

export const retire = command(z.object(aboutModule), (state: CompositionState, input, { user }): Decision => {
  const found = liveAndYours(state, input, user, 'retire');
  if ('problem' in found) return found;
  const { live, kind, team } = found.now;
  if (kind === 'SHELL') {
    const message = `Without ${releaseId(input.module, live.version)} there is no page in ${input.environment} at all. Promote another release of it; ask team ${team} for one.`;
    return reject('SHELL_NEEDED', message, 'module');
  }
  const left = found.modules.filter((line) => line !== found.line);
  return [emit('ModuleRetired', { ...subjectOf(input, found.now, found.by, left), live })];
});
