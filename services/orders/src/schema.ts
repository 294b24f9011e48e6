// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `enum OrderStatus {
  "Recorded; stock is being reserved."
  PLACED
  "Stock is reserved."
  CONFIRMED
  "Refused: not enough stock. \`refusal\` says what was short."
  REFUSED
  PICKED
  DISPATCHED
  "Delivered; nothing is left to do."
  COMPLETED
  "Cancellation was asked for; fulfilment decides whether it still can."
  CANCELLING
  CANCELLED
}

type Order @key(selectionSet: "{ id }") {
  id: ID!
  "What people call it: BW-10023."
  number: String!
  status: OrderStatus!
  customer: Customer!
  lines: [OrderLine!]!
  "Minor units (cents)."
  total: Int!
  currency: String!
  "ISO 8601, UTC."
  placedAt: String!
  updatedAt: String!
  "What happened, oldest first."
  history: [OrderStep!]!
  "Why it was refused, why it was cancelled though nobody asked for it, or why a cancellation came too late; for people."
  refusal: String
  note: String
  "Where the confirmation goes. Null: no address was left, so none is sent; or the person was erased."
  email: String
  version: String!
}

type Customer {
  id: ID!
  "Null: the person was erased."
  name: String
}

type OrderStep {
  status: OrderStatus!
  at: String!
  "Null: nobody in particular, or somebody who was erased."
  by: String
}

type OrderLine {
  line: Int!
  sku: ID!
  "As it was called and priced when the order was placed."
  name: String!
  quantity: Int!
  unitPrice: Int!
  amount: Int!
  "The product as it is now; from catalog."
  product: Product
}

type Product @key(selectionSet: "{ sku }") {
  sku: ID!
}

type OrderPage {
  items: [Order!]!
  next: String
  total: Int!
}

"Why a command was refused, for people and for programs."
type Problem {
  "Stable, in capitals: UNKNOWN_PRODUCT, STALE, FORBIDDEN …"
  code: String!
  message: String!
  "The input field it is about, as a path: \`lines.0.quantity\`."
  field: String
}

type OrderResult {
  order: Order
  "The position it produced; null when refused."
  position: String
  problem: Problem
}

input OrderLineInput {
  sku: ID!
  quantity: Int!
}

input PlaceOrderInput {
  "Made once per form; the same id places the same order, however often it is sent."
  commandId: ID!
  lines: [OrderLineInput!]!
  note: String
}

input CancelOrderInput {
  commandId: ID!
  id: ID!
  basedOn: String
}

type Query {
  order(id: ID!): Order
  "The signed-in customer's own orders; staff see everyone's."
  orders(search: String, status: OrderStatus, first: Int = 50, after: String): OrderPage!
  "For the gateway: orders by id, in the order asked for."
  _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids")
}

type Mutation {
  placeOrder(input: PlaceOrderInput!): OrderResult!
  cancelOrder(input: CancelOrderInput!): OrderResult!
}

type Subscription {
  "The orders of one customer (\`customer\` = their id; others' are for staff), or everyone's when null (staff only)."
  orderList(customer: ID): [Order!]! @live(projection: "orders")
}
`;
