/** Who sees which orders: customers their own, warehouse and staff everyone's. */
interface Person {
  readonly id: string;
  readonly roles: readonly string[];
}

export function seesEveryOrder(user: Person): boolean {
  return user.roles.includes('staff') || user.roles.includes('warehouse');
}

export function seesOrdersOf(user: Person | null, customerId: string): user is Person {
  return user !== null && (user.id === customerId || seesEveryOrder(user));
}
