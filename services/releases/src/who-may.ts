/** Who may publish, promote and roll back: release managers everything, a team's deploy user its own modules. */
import { reject } from '@tessera/service-kit';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export function mayRelease(user: Person | null, team: string): user is Person {
  if (user === null) return false;
  if (user.roles.includes('release-manager')) return true;
  return user.roles.includes('deploy') && user.roles.includes(`team:${team}`);
}

export function notYours(action: string, module: string, team: string) {
  return reject(
    'FORBIDDEN',
    `Only team ${team} (with its deploy token) or a release manager may ${action} ${module}. Ask team ${team}.`,
  );
}

/** Gateways report what browsers do; nobody else's word counts. */
export function mayReport(user: Person | null): boolean {
  return user?.roles.includes('gateway') ?? false;
}

export function notTheGateway(what: string) {
  return reject('FORBIDDEN', `Only a gateway (role “gateway”) says ${what}.`);
}
