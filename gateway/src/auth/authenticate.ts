import type { User } from '@tessera/contracts';
import type { Exchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { bearerOf, deployUser } from './deploy-tokens.ts';
import type { DeployTokens } from './deploy-tokens.ts';
import type { Session, Sessions } from './session.ts';

/** Who makes a request, and by what right. */
export type Caller =
  ({ readonly kind: 'session' } & Session) | { readonly kind: 'deploy'; readonly user: User; readonly team: string };

export type Authenticator = (exchange: Exchange) => Promise<Caller>;

/** A bearer token says who asks, whatever cookies come along; a wrong one is refused, not ignored. */
export function createAuthenticator(sessions: Sessions, tokens: DeployTokens): Authenticator {
  return async ({ req, res }) => {
    if (req.headers.authorization === undefined) return { kind: 'session', ...(await sessions.require(req, res)) };
    const team = await requireDeployTeam(req.headers.authorization, tokens);
    return { kind: 'deploy', team, user: deployUser(team) };
  };
}

export async function requireDeployTeam(authorization: string | undefined, tokens: DeployTokens): Promise<string> {
  const token = bearerOf(authorization);
  const team = token === undefined ? undefined : await tokens.teamOf(token);
  if (team !== undefined) return team;
  const message =
    token === undefined
      ? 'Send authorization: Bearer <deploy token of your team>.'
      : 'This deploy token is not known, was revoked, has expired, or its team is not in teams.json. Ask the platform team for a new one (`tessera token create <team>`).';
  throw new HttpProblem(401, 'INVALID_TOKEN', message, { headers: { 'www-authenticate': 'Bearer' } });
}
