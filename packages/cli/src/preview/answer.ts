/** What the gateway says to a command about previews. */
import { CliError } from '../errors/cli-error.ts';

interface Refusal {
  readonly code?: string;
  readonly message?: string;
}

const advice: Readonly<Record<string, string>> = {
  INVALID_TOKEN: 'Set TESSERA_TOKEN to a deploy token that is valid, or name its file: --token-file.',
  PREVIEW_REFUSED: 'Name the release that fits beside it, or mend what is named above.',
  NO_SUCH_RELEASE: 'Publish it first: `tessera publish <path>`.',
  NOT_PREVIEWABLE:
    'Leave it out, or publish it (of what was killed: the mended content) under a new version, with its code.',
  WRONG_TEAM:
    'Use the deploy token of a team whose preview it is: one that owns a release in it, or the platform team.',
  BAD_REQUEST: 'Name 50 releases at most, and --expires 14d at most.',
  PREVIEW_NOT_RECORDED: 'Run the command again in a moment; `tessera status` says how the releases service is.',
  NO_PREVIEWS: '`tessera doctor` says what is wrong with its keys.',
  NO_SUCH_PREVIEW: '`tessera preview list` has the id of each that is open.',
};

/** The answer; throws the refusal as an error with what can be done about it. */
export async function answerTo<Answer>(response: Response, failure: string): Promise<Answer> {
  const text = await response.text();
  const answer = parse(text) as (Answer & Refusal) | undefined;
  if (response.ok && answer !== undefined) return answer;
  throw new CliError(response.status === 401 ? 'NO_TOKEN' : 'REFUSED', failure, {
    why: answer?.message ?? `the gateway answered ${response.status}, without a reason`,
    refusal: answer?.code,
    advice: advice[answer?.code ?? ''] ?? 'Nothing was changed. Look at `tessera status`, and run the command again.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
