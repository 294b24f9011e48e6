/** Figures of the whole business are for those who run it. */
interface Roles {
  readonly roles: readonly string[];
}

const readers = ['staff', 'release-manager', 'warehouse'];

export const staffOnly =
  'Figures of the whole business are for staff, warehouse and release managers. Ask #team-insights for one of these roles.';

export function maySeeInsights(user: Roles | null): boolean {
  return user !== null && user.roles.some((role) => readers.includes(role));
}
