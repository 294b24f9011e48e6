/**
 * A few orders, as the mutations their customers would send, so that a new installation has something to pick. Command
 * ids are fixed: sending the seed again changes nothing.
 */
export interface SeedMutation {
  /** GraphQL text. */
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who sends it. */
  readonly as: {
    readonly id: string;
    readonly name: string;
    readonly email?: string;
    readonly roles: readonly string[];
  };
}

const placeOrder = `mutation SeedOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id number } position problem { code message field } }
}`;

const ada = { id: 'ada', name: 'Ada Marsh', email: 'ada.marsh@northfield.example', roles: ['customer'] };
const emil = { id: 'emil', name: 'Emil Novak', email: 'emil.novak@harbourstreet.example', roles: ['customer'] };

type Lines = readonly (readonly [sku: string, quantity: number])[];

const orders: readonly (readonly [user: typeof ada, lines: Lines, note?: string])[] = [
  [
    ada,
    [
      ['PMP-CEN-50', 2],
      ['FIT-FLG-50', 4],
      ['SEA-GSK-50', 8],
    ],
    'Deliver to pumping station 3, gate on the river side.',
  ],
  [
    emil,
    [
      ['VLV-BAL-20', 24],
      ['FIT-ELB-20', 40],
      ['FIT-TEE-20', 16],
    ],
  ],
  [
    ada,
    [
      ['SEN-PRS-010', 6],
      ['SEN-TMP-100', 6],
    ],
  ],
  [
    emil,
    [
      ['PMP-CIR-32', 1],
      ['VLV-CHK-50', 1],
    ],
    'Call before delivery.',
  ],
  [ada, [['SEN-FLO-100', 4]]],
];

/** The services whose seeds come first. */
export const seedAfter: readonly string[] = ['catalog', 'fulfilment'];

export function seedMutations(): SeedMutation[] {
  return orders.map(([user, lines, note], index) => ({
    operation: placeOrder,
    variables: {
      input: {
        commandId: `seed-order-${index + 1}`,
        lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
        note: note ?? null,
      },
    },
    as: user,
  }));
}
