/** What a gateway says of the composition it serves: whether it is signed by somebody it trusts, and how old it is. */
import { about, type Finding } from './finding.ts';

/** `composition` in a gateway's `/readyz`. */
export interface CompositionStatus {
  readonly source: 'none' | 'store' | 'local-copy' | 'seed';
  readonly following: boolean;
  readonly revision: string | null;
  readonly issued: string | null;
  readonly key?: string;
  readonly awaited?: string;
  readonly refused: readonly { readonly source: string; readonly code: string; readonly message: string }[];
}

export function checkComposition(gateway: string, status: CompositionStatus): Finding[] {
  const { ok, warning, problem } = about('composition');
  const { source, revision, issued, key, awaited, refused, following } = status;
  const findings = refused.map(({ source: from, code, message }) =>
    problem(
      `${gateway} refuses the composition of its ${from}: ${code}, ${message}; ${revision ?? 'nothing'} stays live`,
      'Somebody altered it, or the keys do not fit: see docs/how-to/composition-keys.md.',
    ),
  );
  if (source === 'local-copy' || source === 'seed') {
    findings.push(
      warning(
        `${gateway} serves its ${source} of ${issued ?? 'unknown age'}: the artifact store has had nothing as good`,
        'Look at the releases service and the artifact store; what is live does not change until they are back.',
      ),
    );
  }
  if (awaited !== undefined) {
    findings.push(
      problem(
        `${gateway} waits for composition ${awaited}, which nobody has signed; ${revision ?? 'nothing'} stays live`,
        'Look at the log of the releases service: it signs with TESSERA_COMPOSITION_KEY.',
      ),
    );
  }
  if (!following)
    findings.push(
      warning(
        `${gateway} does not hear from the releases service; it looks at the artifact store each second instead`,
        'Look at the releases service.',
      ),
    );
  if (findings.length === 0 && revision !== null)
    findings.push(ok(`the composition ${revision} is signed by ${key ?? 'a trusted key'}`));
  return findings;
}
