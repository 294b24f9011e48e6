/** Who may do and see what in the warehouse. */
import { reject } from '@tessera/service-kit';

interface Roles {
  readonly roles: readonly string[];
}

export function isWarehouse(user: Roles): boolean {
  return user.roles.includes('warehouse') || user.roles.includes('staff');
}

export function warehouseOnly(action: string) {
  return reject('FORBIDDEN', `Only warehouse staff may ${action}. Ask #team-fulfilment for the role “warehouse”.`);
}
