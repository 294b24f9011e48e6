/** Who sees which orders: customers their own, warehouse and staff everyone's. */
interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

export const everyone = '*';

export function seesEveryOrder(user: Person): boolean {
  return user.roles.includes('staff') || user.roles.includes('warehouse');
}

/** Nobody's id may pass for “everyone”. */
export function seesOrdersOf(user: Person | null, customerId: string): user is Person {
  if (user === null || user.id === '') return false;
  return seesEveryOrder(user) || (user.id === customerId && customerId !== everyone);
}
