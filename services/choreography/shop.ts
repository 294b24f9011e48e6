/** Brightwater without its walls: catalog, orders and fulfilment on one in-memory log, spoken to in GraphQL. */
import { createInMemoryHost, type GivenEvent, type User } from '@tessera/service-kit';
import { seedMutations as catalogSeed } from '../catalog/scenarios/seed.ts';
import { catalog } from '../catalog/src/service.ts';
import { seedMutations as fulfilmentSeed } from '../fulfilment/scenarios/seed.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { seedMutations as ordersSeed } from '../orders/scenarios/seed.ts';
import { orders } from '../orders/src/service.ts';

type Who = User | null;
type Lines = Readonly<Record<string, number>>;
export type Shop = Awaited<ReturnType<typeof openShop>>;

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly total: number;
  readonly refusal: string | null;
  readonly version: string;
  readonly history: readonly { readonly status: string; readonly by: string | null }[];
}

export interface ShipmentView {
  readonly id: string;
  readonly status: string;
  readonly carrier: string | null;
  readonly trackingCode: string | null;
  readonly version: string;
}

interface OrderAnswer {
  readonly order: OrderView;
  readonly position: string | null;
  readonly problem: Problem | null;
}

interface ShipmentAnswer {
  readonly shipment: ShipmentView;
  readonly problem: Problem | null;
}

interface ProductAnswer {
  readonly product: { readonly unitPrice: number } | null;
  readonly problem: Problem | null;
}

const problem = 'problem { code message field }';
const order = 'id number status total refusal version history { status by }';
const shipment = 'id status carrier trackingCode version';

/** `given` happened before it opened. */
export async function openShop(given: readonly GivenEvent[] = []) {
  const host = createInMemoryHost([catalog, orders, fulfilment], { given });
  let commands = 0;
  const commandId = () => `c${++commands}`;

  /** The one field of an operation; a GraphQL error is a failed test. */
  async function ask<Answer>(
    user: Who,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    const { data, errors } = await host.execute<Record<string, Answer>>({ query, variables, user });
    if (errors || !data) throw new Error(`${query}\n${JSON.stringify(errors)}`);
    return Object.values(data)[0] as Answer;
  }

  async function settle(): Promise<void> {
    await host.whenIdle();
    const { events, reactions } = await host.parked();
    if (events.length + reactions.length > 0) throw new Error(`Parked: ${JSON.stringify({ events, reactions })}`);
  }

  const shipping = (user: Who, verb: string, id: string, more: object) => {
    const type = verb === 'dispatch' ? 'DispatchShipmentInput' : 'ShipmentCommandInput';
    const text = `mutation ($input: ${type}!) { ${verb}Shipment(input: $input) { shipment { ${shipment} } ${problem} } }`;
    return ask<ShipmentAnswer>(user, text, { input: { commandId: commandId(), id, ...more } });
  };

  const productOf = (sku: string) =>
    ask<{ readonly version: string }>(null, `query ($sku: ID!) { product(sku: $sku) { version } }`, { sku });

  const receive = (user: Who, sku: string, quantity: number) =>
    ask<{ readonly problem: Problem | null }>(
      user,
      `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { item { sku } ${problem} } }`,
      { input: { commandId: commandId(), sku, quantity } },
    );

  return {
    settle,
    productOf,
    receive,
    head: () => host.log.head(),
    close: () => host.close(),

    async sell(user: Who, prices: Lines): Promise<void> {
      for (const [sku, unitPrice] of Object.entries(prices)) {
        const text = { name: `Part ${sku}`, category: 'Parts', description: '', attributes: [] };
        await ask(user, `mutation ($input: AddProductInput!) { addProduct(input: $input) { ${problem} } }`, {
          input: { commandId: commandId(), sku, unitPrice, ...text },
        });
      }
      await settle();
    },

    async stock(user: Who, quantities: Lines): Promise<void> {
      for (const [sku, quantity] of Object.entries(quantities)) await receive(user, sku, quantity);
      await settle();
    },

    async reprice(user: Who, sku: string, unitPrice: number, basedOn?: string): Promise<ProductAnswer> {
      const version = basedOn ?? (await productOf(sku))?.version ?? 'unknown';
      return ask<ProductAnswer>(
        user,
        `mutation ($input: ChangePriceInput!) { changePrice(input: $input) { product { unitPrice } ${problem} } }`,
        { input: { commandId: commandId(), sku, unitPrice, basedOn: version } },
      );
    },

    withdraw: (user: Who, sku: string) =>
      ask<ProductAnswer>(
        user,
        `mutation ($input: WithdrawProductInput!) { withdrawProduct(input: $input) { product { unitPrice } ${problem} } }`,
        { input: { commandId: commandId(), sku } },
      ),

    place: (user: Who, lines: Lines, id = commandId()) =>
      ask<OrderAnswer>(
        user,
        `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { ${order} } position ${problem} } }`,
        { input: { commandId: id, lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })) } },
      ),

    cancel: (user: Who, id: string, basedOn?: string) =>
      ask<OrderAnswer>(
        user,
        `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { order { ${order} } position ${problem} } }`,
        { input: { commandId: commandId(), id, basedOn } },
      ),

    orderOf: (user: Who, id: string) =>
      ask<OrderView>(user, `query ($id: ID!) { order(id: $id) { ${order} } }`, { id }),

    ordersOf: async (user: Who, filter: { search?: string; status?: string } = {}) =>
      (
        await ask<{ items: readonly OrderView[] }>(
          user,
          `query ($search: String, $status: OrderStatus) { orders(search: $search, status: $status) { items { ${order} } } }`,
          filter,
        )
      ).items,

    shipmentOf: (user: Who, id: string) =>
      ask<ShipmentView | null>(user, `query ($id: ID!) { shipment(id: $id) { ${shipment} } }`, { id }),

    /** A step that has to succeed. */
    async ship(user: Who, verb: 'pick' | 'dispatch' | 'deliver', id: string, more: object = {}): Promise<ShipmentView> {
      const answer = await shipping(user, verb, id, more);
      if (answer.problem) throw new Error(`${verb} ${id}: ${answer.problem.code} ${answer.problem.message}`);
      return answer.shipment;
    },

    shipResult: (user: Who, verb: 'pick' | 'dispatch' | 'deliver', id: string, more: object = {}) =>
      shipping(user, verb, id, more),

    level: (sku: string) =>
      ask<{ onHand: number; reserved: number; free: number }>(
        null,
        `query ($sku: ID!) { stockItem(sku: $sku) { onHand reserved free } }`,
        { sku },
      ),

    /** All seeds as the supervisor sends them; answers the problems. */
    async seed(): Promise<Problem[]> {
      const problems: Problem[] = [];
      for (const mutations of [catalogSeed(), fulfilmentSeed(), ordersSeed()]) {
        for (const { operation, variables, as } of mutations) {
          const answer = await ask<{ readonly problem: Problem | null }>(as, operation, variables);
          if (answer.problem) problems.push(answer.problem);
        }
        await settle();
      }
      return problems;
    },
  };
}
