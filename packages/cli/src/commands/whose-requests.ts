/** Whose requests are to go to a service's release, and whether they do. */
import type { ReleaseBeside, ServiceRouting } from '../supervisor/services-status.ts';

export type Whose =
  | { readonly of: 'everybody' }
  /** Percent of the users. */
  | { readonly of: 'canary'; readonly share: number }
  /** Its id. */
  | { readonly of: 'preview'; readonly preview: string };

/** What has come about when they go there. */
export function wordsOf(whose: Whose): string {
  if (whose.of === 'preview') return "the preview's requests go to it";
  return whose.of === 'canary' ? `requests of ${whose.share} % of the users go to it` : 'swapped: requests go to it';
}

/** What the release is, when it should serve them. */
export const standingOf = { everybody: 'promoted', canary: 'a canary', preview: 'in a preview' } as const;

/** Whether the gateway knows that they are to go there. */
export function isNamed(routing: ServiceRouting, release: string, whose: Whose): boolean {
  return whose.of === 'everybody'
    ? routing.wanted?.release === release
    : asideOf(routing, release, whose) !== undefined;
}

export function isServed(routing: ServiceRouting, release: string, whose: Whose): boolean {
  if (whose.of === 'everybody') return routing.serving.release === release;
  const aside = asideOf(routing, release, whose);
  return aside !== undefined && aside.urls.length > 0 && aside.problem === null;
}

/** Why they do not although its process is ready. */
export function problemOf(routing: ServiceRouting, release: string, whose: Whose): string | undefined {
  const problem = whose.of === 'everybody' ? routing.problem : asideOf(routing, release, whose)?.problem;
  return problem ?? undefined;
}

function asideOf({ beside }: ServiceRouting, release: string, whose: Whose): ReleaseBeside | undefined {
  return beside.find((each) => {
    if (each.release !== release || each.purpose !== whose.of) return false;
    if (whose.of === 'canary') return (each.share ?? 0) >= whose.share;
    return whose.of === 'preview' && each.preview === whose.preview;
  });
}
