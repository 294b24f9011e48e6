/** What customers and the warehouse ask for: at random, of orders that may be in any state. */
import type { Commit } from '@tessera/event-log';
import type { User } from '@tessera/service-kit';
import type { Random, ReplicaRequest } from '@tessera/service-kit/simulation';

export const skus = ['P', 'Q', 'R', 'S'];

export interface Asked {
  readonly id: string;
  /** For people. */
  readonly what: string;
  readonly service: 'orders' | 'fulfilment';
  readonly request: ReplicaRequest;
  /** It may be accepted without anything to record. */
  readonly mayBeEmpty: boolean;
}

const customers: readonly User[] = [
  { id: 'ada', name: 'Ada Marsh', email: 'ada@customers.example', roles: ['customer'] },
  { id: 'ben', name: 'Ben Okafor', email: 'ben@customers.example', roles: ['customer'] },
];
const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };

const answer = 'position problem { code message }';

export function randomCommand(random: Random, id: string, commits: readonly Commit[]): Asked {
  const placed = commits.flatMap(({ events }) => events).filter(({ type }) => type === 'OrderPlaced');
  const chance = random.next();
  if (chance < 0.15) return receive(id, random.pick(skus), 1 + random.below(12));
  if (chance < 0.45 || placed.length === 0) {
    const lines = Array.from({ length: 1 + random.below(3) }, () => ({
      sku: random.pick(skus),
      quantity: 1 + random.below(6),
    }));
    const query = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ${answer} } }`;
    const request = { query, variables: { input: { commandId: id, lines } }, user: random.pick(customers) };
    const what = lines.map(({ sku, quantity }) => `${quantity}${sku}`).join(' ');
    return { id, what: `places ${what}`, service: 'orders', request, mayBeEmpty: false };
  }
  // Mostly what is new: old orders have come to their end.
  const { orderId, customer } = random.pick(placed.slice(random.chance(0.8) ? -5 : 0)).data as unknown as {
    readonly orderId: string;
    readonly customer: { readonly id: string };
  };
  if (chance < 0.6) {
    const query = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ${answer} } }`;
    const user = customers.find((each) => each.id === customer.id)!;
    const request = { query, variables: { input: { commandId: id, id: orderId } }, user };
    return { id, what: `cancels ${orderId}`, service: 'orders', request, mayBeEmpty: true };
  }
  const verb = chance < 0.78 ? 'pick' : chance < 0.9 ? 'dispatch' : 'deliver';
  const type = verb === 'dispatch' ? 'DispatchShipmentInput' : 'ShipmentCommandInput';
  const query = `mutation ($input: ${type}!) { ${verb}Shipment(input: $input) { ${answer} } }`;
  const input = { commandId: id, id: orderId, ...(verb === 'dispatch' ? { carrier: 'DHL' } : {}) };
  const request = { query, variables: { input }, user: cleo };
  return { id, what: `${verb} ${orderId}`, service: 'fulfilment', request, mayBeEmpty: false };
}

export function receive(id: string, sku: string, quantity: number): Asked {
  const query = `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { ${answer} } }`;
  const request = { query, variables: { input: { commandId: id, sku, quantity } }, user: cleo };
  return { id, what: `receives ${quantity}${sku}`, service: 'fulfilment', request, mayBeEmpty: false };
}
