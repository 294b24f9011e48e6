import { HttpProblem } from '../http/problem.ts';

/** Why somebody does not see what their link promises; one table for code, docs (docs/reference/gateway.md) and tests. */
export const previewProblems = {
  PREVIEW_INVALID: [
    403,
    'This preview is not one of ours',
    'Its link was altered, or signed by a key that is not used any more. Ask whoever sent it for a new one.',
  ],
  PREVIEW_EXPIRED: [
    410,
    'This preview has ended',
    'Its time is over, or its team ended it. Ask whoever sent it for a new one.',
  ],
  PREVIEW_FOREIGN: [
    403,
    'This preview is for somebody else',
    'It was made for one person, or for another environment. Ask whoever sent it for one of your own.',
  ],
  PREVIEW_GONE: [
    410,
    'What this preview shows is not there any more',
    'A release of it was taken off, or its files do not hold.',
  ],
  PREVIEW_NOT_READY: [
    503,
    'This preview is not ready yet',
    'A service of it is being started, or cannot be started. Nothing else is shown in its place: try again in a moment, or leave the preview.',
  ],
  OVERRIDE_FORBIDDEN: [
    403,
    'Overrides are not for you here',
    'Only a gateway in development, or a release manager, runs an app from somebody’s own machine.',
  ],
  OVERRIDE_FROM_ELSEWHERE: [
    403,
    'This override came by a link of another site',
    'It would run code from your own machine in your name. Type or paste the address yourself if you want that.',
  ],
  OVERRIDE_INVALID: [
    400,
    'This override is not one',
    'Write <app>=<address> with a live app and an http address on this machine, such as orders=http://127.0.0.1:5173/src/app.ts.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, text: string]>;

export type PreviewProblemCode = keyof typeof previewProblems;

/** A wish that is refused, on a page with one of its own. */
export class PreviewProblem extends Error {
  override readonly name = 'PreviewProblem';
  readonly code: PreviewProblemCode;

  constructor(code: PreviewProblemCode, options?: ErrorOptions) {
    super(previewProblems[code][1], options);
    this.code = code;
  }
}

/** The same for who asks for data: the page is there already. `more`: what else there is to say. */
export function asHttpProblem({ code }: PreviewProblem, more = ''): HttpProblem {
  const [status, title] = previewProblems[code];
  const advice = code === 'PREVIEW_NOT_READY' ? 'Try again in a moment.' : 'Reload the page.';
  const headers = status === 503 ? { 'retry-after': '1' } : {};
  return new HttpProblem(status, code, [`${title}.`, more, advice].filter((each) => each !== '').join(' '), {
    headers,
  });
}
