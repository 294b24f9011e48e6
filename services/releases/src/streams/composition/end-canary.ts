/** Ending a canary on the evidence against it. Sent by a policy only: no resolver offers it. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { canaryFinding, type CanaryFinding } from '../../events.ts';
import { emit, type Decision } from '../../vocabulary.ts';
import { subjectOf } from './decision.ts';
import { moduleIn, namesIn, type CompositionState } from './state.ts';

/** Who ends canaries when no person does. */
export const canaryJudge = { id: 'canary-judge', name: 'Canary judge' };

export const endCanary = command(
  z.object({ environment: z.string(), module: z.string(), version: z.string(), findings: z.array(canaryFinding) }),
  (state: CompositionState, { environment, module, version, findings }): Decision => {
    const now = moduleIn(state, module);
    // It was finished, ended or replaced meanwhile: the evidence was about that one.
    if (now?.canary?.version !== version) return [];
    const { share, ...canary } = now.canary;
    const reason = reasonOf(findings);
    const subject = subjectOf({ environment, module, reason }, now, canaryJudge, namesIn(state));
    return [emit('CanaryEnded', { ...subject, canary, stable: now.live, share, evidence: findings })];
  },
);

const names: Readonly<Record<string, string>> = {
  load: 'loads failed',
  boundary: 'pages broke',
  operation: 'operations failed',
  slow: 'loads were slow',
  reaction: 'reactions failed',
};

/** `operations failed: 6 of 22, stable 1 of 450 (budget 1 %)` */
function reasonOf(findings: readonly CanaryFinding[]): string {
  const beyond = findings.filter(({ verdict }) => verdict === 'beyond budget');
  const words = beyond.map(({ signal, canary, stable, budget }) => {
    const of = ({ ok, failed }: { readonly ok: number; readonly failed: number }) => `${failed} of ${ok + failed}`;
    return `${names[signal] ?? signal}: ${of(canary)}, stable ${of(stable)} (budget ${Math.round(budget * 1_000) / 10} %)`;
  });
  return words.join('; ');
}
