// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `enum ShipmentStatus {
  TO_PICK
  PICKED
  DISPATCHED
  DELIVERED
  CANCELLED
}

type Shipment @key(selectionSet: "{ id }") {
  "The same as the id of the order it fulfils."
  id: ID!
  orderNumber: String!
  status: ShipmentStatus!
  lines: [ShipmentLine!]!
  "ISO 8601, UTC."
  createdAt: String!
  updatedAt: String!
  carrier: String
  trackingCode: String
  "How many parcels it left in; null until then."
  parcels: Int
  version: String!
  "The order it fulfils; from orders."
  order: Order
}

type ShipmentLine {
  sku: ID!
  name: String!
  quantity: Int!
}

type Order @key(selectionSet: "{ id }") {
  id: ID!
  "How its goods are doing; null before stock is reserved."
  shipment: Shipment
}

type Product @key(selectionSet: "{ sku }") {
  sku: ID!
  availability: Availability
}

type Availability {
  sku: ID!
  "In the building and promised to nobody."
  free: Int!
  reserved: Int!
  onHand: Int!
}

type StockItem @key(selectionSet: "{ sku }") {
  sku: ID!
  name: String!
  onHand: Int!
  reserved: Int!
  free: Int!
  "At or below this, it is time to reorder."
  reorderAt: Int!
  updatedAt: String!
  version: String!
}

type StockPage {
  items: [StockItem!]!
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

type ShipmentResult {
  shipment: Shipment
  "The position it produced; null when refused."
  position: String
  problem: Problem
}

type StockResult {
  item: StockItem
  position: String
  problem: Problem
}

input ShipmentCommandInput {
  commandId: ID!
  id: ID!
  basedOn: String
}

input DispatchShipmentInput {
  commandId: ID!
  id: ID!
  carrier: String!
  trackingCode: String
  "In how many parcels it leaves, 1 when nothing is said."
  parcels: Int
  basedOn: String
}

input ReceiveStockInput {
  commandId: ID!
  sku: ID!
  quantity: Int!
}

type Query {
  shipment(id: ID!): Shipment
  stock(search: String, first: Int = 100, after: String): StockPage!
  stockItem(sku: ID!): StockItem
  "For the gateway: this service's part of products and orders, in the order asked for."
  _fulfilmentProducts(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus")
  _fulfilmentOrders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids")
}

type Mutation {
  pickShipment(input: ShipmentCommandInput!): ShipmentResult!
  dispatchShipment(input: DispatchShipmentInput!): ShipmentResult!
  deliverShipment(input: ShipmentCommandInput!): ShipmentResult!
  receiveStock(input: ReceiveStockInput!): StockResult!
}

type Subscription {
  "Everything on the dispatch board: all open shipments and those delivered or cancelled lately."
  shipmentBoard: [Shipment!]! @live(projection: "shipments")
  stockList: [StockItem!]! @live(projection: "stock")
}
`;
