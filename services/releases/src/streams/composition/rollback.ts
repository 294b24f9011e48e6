/** Back to what was live before. */
import { commandIn } from '@tessera/contracts';
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { releaseId } from '../../names.ts';
import { own } from '../../own.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import { mayRelease, notYours } from '../../who-may.ts';
import { aboutModule, dayAndTime, judged, lineIn, nothingBefore, subjectOf, wayBack } from './decision.ts';
import { moduleIn, namesIn, type CompositionState } from './state.ts';

export const rollback = command(
  z.object({ ...aboutModule, ...judged, ...wayBack, version: z.string().nullable() }),
  (state: CompositionState, input, { user }): Decision => {
    const { environment, module, version, judgement, previousHolds } = input;
    const meant = lineIn(state, input, 'roll back');
    if ('problem' in meant) return meant;
    const now = moduleIn(state, meant.line ?? module);
    if (now === undefined) {
      return reject('NOTHING_TO_ROLL_BACK', `No release of ${module} is live in ${environment}.`, 'module');
    }
    if (!mayRelease(user, now.team)) return notYours('roll back', module, now.team);
    const { live, earlier, canary, failed } = now;
    const goes = (canary ?? live).version;
    if (version !== null && version !== goes) {
      const ended = own(failed, version);
      const why = ended === undefined ? '' : ` Its canary ended by itself on ${dayAndTime(ended.at)}.`;
      const message = `${releaseId(module, version)} is not what would go in ${environment}; that is ${releaseId(module, goes)}, so nothing was done.${why}`;
      return reject('NOT_LIVE', message, 'version');
    }
    const subject = subjectOf(input, now, { id: user.id, name: user.name }, namesIn(state));
    // Whoever asks for it while a canary runs means the canary: everybody else never left what is live.
    if (canary !== null) {
      const { share, ...ref } = canary;
      return [emit('CanaryEnded', { ...subject, canary: ref, stable: live, share, evidence: [] })];
    }
    const target = earlier.at(-1);
    if (target === undefined) {
      const why = nothingBefore(input, subject.module, now);
      if (now.finalized === null)
        return reject('NOTHING_TO_ROLL_BACK', `${why} Promote another release instead.`, 'module');
      const version = releaseId(subject.module, now.finalized.gaveUp.version);
      return reject(
        'FINALIZED',
        `${why} Promote it by name (“${commandIn(subject.environment, `promote ${version}`)}”): the gate judges that.`,
        'module',
      );
    }
    const previous = (previousHolds && earlier.at(-2)) || null;
    return [emit('ModuleRolledBack', { ...subject, live: target, replaced: live, previous, judgement })];
  },
);
