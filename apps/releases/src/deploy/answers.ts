/** How the gate's answers read in a table. */
import type { ReleasesDeployabilityQuery } from '#graphql';

export type Candidate = ReleasesDeployabilityQuery['deployability']['candidates'][number];
export type Cell = Candidate['cells'][number];

interface Look {
  readonly label: string;
  readonly tone: 'success' | 'danger' | 'info' | 'neutral' | 'warning';
}

const looks: Readonly<Record<string, Look>> = {
  YES: { label: 'Yes', tone: 'success' },
  NO: { label: 'No', tone: 'danger' },
  LIVE: { label: 'Is live', tone: 'info' },
  CANARY: { label: 'Canary', tone: 'info' },
  KILLED: { label: 'Killed', tone: 'warning' },
  UNKNOWN: { label: 'Can’t be judged', tone: 'neutral' },
  PENDING: { label: 'Being judged', tone: 'neutral' },
};

export const cellIn = (cells: readonly Cell[], environment: string): Cell | undefined =>
  cells.find((cell) => cell.environment === environment);

/** `No, 3 reasons` */
export function answerLook({ answer, reasons }: Pick<Cell, 'answer' | 'reasons'>): Look {
  const look = looks[answer] ?? { label: answer, tone: 'neutral' as const };
  if (answer !== 'NO' || reasons === 0) return look;
  return { ...look, label: `No, ${reasons} ${reasons === 1 ? 'reason' : 'reasons'}` };
}

/** By module, the newest release first. */
export function byModule(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) =>
    a.module === b.module ? b.publishedAt.localeCompare(a.publishedAt) : a.module.localeCompare(b.module),
  );
}

/** Waits for a release manager, or for somebody else's release. */
export function summary(candidates: readonly Candidate[], environment: string): string {
  if (candidates.length === 0)
    return `Every release that was published is live in ${environment}, or older than what is.`;
  const free = candidates.filter(({ cells }) => cellIn(cells, environment)?.answer === 'YES').length;
  const waiting = candidates.length === 1 ? 'One release waits' : `${candidates.length} releases wait`;
  return `${waiting}; ${free === 0 ? 'none' : free === candidates.length ? 'all' : free} of them may go live in ${environment} now.`;
}
