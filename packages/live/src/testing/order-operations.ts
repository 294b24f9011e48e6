/** A small schema and operations over it, for tests of hub and client. */
import { buildSchema, parse } from 'graphql';
import type { LiveOperation } from '../hub/hub-types.ts';
import { compileSelection } from '../selection/compile-selection.ts';

const schema = buildSchema(/* GraphQL */ `
  type Order {
    id: ID!
    version: Int!
    text: String
    pair: Int
    epoch: String
  }
  type Query {
    order: Order
  }
  type Subscription {
    orders(partition: String): [Order!]!
    other: [Order!]!
  }
`);

const texts: Readonly<Record<string, string>> = {
  all: 'subscription All($partition: String) { orders(partition: $partition) { id version text pair epoch } }',
  same: 'subscription Same($partition: String) { orders(partition: $partition) { ...F } } fragment F on Order { id version text pair epoch }',
  brief: 'subscription Brief($partition: String) { orders(partition: $partition) { text } }',
};

/** Hash (`all`, `same`, `brief`; before a slash the service, `orders` when there is none) → operation. */
export function orderOperation(hash: string): LiveOperation | undefined {
  const [name = '', service = 'orders'] = hash.split('/').reverse();
  const text = texts[name];
  if (text === undefined) return undefined;
  const outcome = compileSelection({ document: parse(text), schema });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return { service, selection: outcome.selection };
}
