/** Which gateway a command speaks to, and as whom. */
import { readFileSync } from 'node:fs';
import { readEnvironment } from '../data-folder/home.ts';
import { isLocked } from '../data-folder/lock.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { readDeployToken } from '../data-folder/secrets.ts';
import { readState, type SupervisorState } from '../data-folder/state.ts';
import { CliError, messageOf } from '../errors/cli-error.ts';

/** The supervisor of this data folder, when it is alive; what an earlier one left behind is not an answer. */
export function runningSupervisor(data: DataFolder): SupervisorState | undefined {
  const state = readState(data.state);
  return state && isLocked(data.lock) ? state : undefined;
}

/** `--gateway`, else TESSERA_GATEWAY, else the product running on the data folder. */
export function findGateway(
  data: DataFolder,
  { flag, env }: { flag: string | undefined; env: string | undefined },
): string {
  const chosen = flag ?? env;
  if (chosen !== undefined && chosen !== '') {
    if (URL.canParse(chosen)) return chosen;
    throw new CliError('USAGE', `"${chosen}" is not a URL`, {
      advice: 'Write it whole: --gateway http://127.0.0.1:4000',
    });
  }
  const running = runningSupervisor(data);
  if (running) return running.url;
  throw notRunning(data);
}

/**
 * Whose releases are meant when no environment is named. The data folder's product is asked only where it is the one that is spoken
 * to: a folder of another environment says nothing of a gateway that was named.
 */
export function servedEnvironment(data: DataFolder, gateway: unknown, env = process.env): string {
  const isNamed = gateway !== undefined || (env.TESSERA_GATEWAY ?? '') !== '';
  return (isNamed ? undefined : readEnvironment(data)?.serves) ?? 'production';
}

export function notRunning(data: DataFolder): CliError {
  return new CliError('NOT_RUNNING', `Nothing is running on ${data.root}`, {
    advice:
      'Start it with `tessera start`, or name another product: --data <folder>, or --gateway <url> with TESSERA_TOKEN.',
  });
}

/** `--token-file`, else TESSERA_TOKEN, else the team's token in this data folder. */
export function findToken(
  data: DataFolder,
  team: string,
  { file, env }: { readonly file?: string | undefined; readonly env?: string | undefined },
): string {
  const token = file === undefined ? env || readDeployToken(data.secrets, team) : readTokenFile(file);
  if (token) return token;
  throw new CliError('NO_TOKEN', `There is no deploy token of team "${team}"`, {
    why: `TESSERA_TOKEN is not set and ${data.secrets} holds none`,
    advice:
      'Name a file that holds it with --token-file, set TESSERA_TOKEN, or name the data folder of the product with --data.',
  });
}

function readTokenFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliError('NO_TOKEN', `The token file ${file} cannot be read`, {
      why: messageOf(error),
      advice: 'Name a file that holds the deploy token and nothing else; `tessera token create <team>` makes one.',
      cause: error,
    });
  }
}
