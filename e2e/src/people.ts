/** The development identities, as the sign-in page lists them. */
export const people = {
  customer: 'Ada Marsh',
  otherCustomer: 'Emil Novak',
  catalogStaff: 'Ben Okafor',
  warehouse: 'Cleo Lindqvist',
  staff: 'Dana Reyes',
} as const;

export type Person = keyof typeof people;
