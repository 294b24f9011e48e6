/** `tessera token create | list | revoke` */
import { mkdirSync, rmSync } from 'node:fs';
import type { Context } from '../commands/context.ts';
import { deployTokenFile, readDeployToken } from '../data-folder/secrets.ts';
import { CliError } from '../errors/cli-error.ts';
import { readTeams } from '../supervisor/plan.ts';
import { renderTable } from '../terminal/table.ts';
import { lifetimeOf } from './lifetime.ts';
import { changeTokens, hashOf, newToken, readTokens, tokensFile } from './token-file.ts';

export interface CreateTokenOptions {
  /** `90d`, `12h` */
  readonly expires?: string;
}

/** The token is printed this once, and nobody keeps it. */
export function createToken(context: Context, team: string, options: CreateTokenOptions): void {
  const { root, data, output } = context;
  const { teams } = readTeams(root);
  if (!Object.hasOwn(teams, team)) {
    throw new CliError('USAGE', `There is no team "${team}"`, {
      why: `teams.json lists ${Object.keys(teams).join(', ')}`,
      advice: 'Add the team to teams.json with the modules it owns, or name one of those.',
    });
  }
  const now = new Date();
  const expires = options.expires === undefined ? null : new Date(now.getTime() + lifetimeOf(options.expires));
  const { token, record } = newToken(team, { now, expires });
  mkdirSync(data.secrets, { recursive: true, mode: 0o700 });
  changeTokens(tokensFile(data.secrets), (tokens) => [...tokens, record]);
  const { hash: _hash, ...shown } = record;
  output.data({ ...shown, token });
  output.print(token);
  output.print(
    output.style.dim(
      `${record.id}, for team ${team}, ${expires === null ? 'does not expire' : `until ${expires.toISOString()}`}. It is shown this once: set it as TESSERA_TOKEN where the team publishes.`,
    ),
  );
}

export function listTokens({ data, output }: Context): void {
  const tokens = readTokens(tokensFile(data.secrets)).map(({ hash: _hash, ...token }) => token);
  output.data(tokens);
  if (tokens.length === 0) return output.print('There are no deploy tokens.');
  const { style } = output;
  const now = Date.now();
  const rows = tokens.map(({ team, id, created, expires, last4 }) => [
    id ?? style.dim('(no id)'),
    team,
    last4 === undefined ? '' : `…${last4}`,
    created?.slice(0, 10) ?? '',
    expires ? (Date.parse(expires) <= now ? style.bad('expired') : expires.slice(0, 10)) : 'never',
  ]);
  output.print(renderTable([['id', 'team', 'token', 'created', 'expires'].map(style.dim), ...rows]));
}

export function revokeToken({ data, output }: Context, id: string): void {
  let revoked: ReturnType<typeof readTokens>[number] | undefined;
  changeTokens(tokensFile(data.secrets), (tokens) => {
    revoked = tokens.find((token) => token.id === id);
    return tokens.filter((token) => token !== revoked);
  });
  if (revoked === undefined) {
    throw new CliError('NOT_FOUND', `There is no deploy token "${id}"`, { advice: '`tessera token list` lists them.' });
  }
  const { team, hash, last4 = '' } = revoked;
  const own = readDeployToken(data.secrets, team);
  // This machine's own copy would be taken up again at the next start; it gets a new one then.
  if (own !== undefined && hashOf(own) === hash) rmSync(deployTokenFile(data.secrets, team));
  output.data({ id, team, revoked: true });
  output.print(
    `${output.style.good('✓')} ${id} of team ${team} (…${last4}) is revoked: the next request with it is refused`,
  );
}
