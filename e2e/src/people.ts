/** The development identities, as the sign-in page lists them. */
export const people = {
  customer: { id: 'ada', name: 'Ada Marsh' },
  otherCustomer: { id: 'emil', name: 'Emil Novak' },
  catalogStaff: { id: 'ben', name: 'Ben Okafor' },
  warehouse: { id: 'cleo', name: 'Cleo Lindqvist' },
  staff: { id: 'dana', name: 'Dana Reyes' },
} as const;

export type Person = keyof typeof people;
