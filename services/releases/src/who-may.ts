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

const readers = ['staff', 'release-manager', 'deploy', 'gateway'];

export const readersOnly =
  'What is released, by whom and why, is for staff, release managers and deploy tokens. Ask #team-platform for one of these roles.';

/** Who may know which releases there are and what became of them. That the composition changed is told to everybody whose page follows it. */
export function mayRead(user: Pick<Person, 'roles'> | null): boolean {
  return user?.roles.some((role) => readers.includes(role)) ?? false;
}

/** Gateways report what browsers do; nobody else's word counts. */
export function mayReport(user: Person | null): boolean {
  return user?.roles.includes('gateway') ?? false;
}

export function notTheGateway(what: string) {
  return reject('FORBIDDEN', `Only a gateway (role “gateway”) says ${what}.`);
}
