// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `"What was ordered in one minute, in one currency. Minutes without orders are not there."
type SalesMinute {
  "Its start: ISO 8601, UTC."
  minute: String!
  currency: String!
  "Orders placed in it that stand: neither refused nor cancelled since."
  orders: Int!
  "Their value in minor units (cents); a Float, because Int ends at 21 million."
  revenue: Float!
}

"""
One hour. The stages are about the orders placed in it, however late they reached them; \`shipped\` is about what left the
building in it, however long ago it was ordered.
"""
type OrderHour {
  "Its start: ISO 8601, UTC."
  hour: String!
  placed: Int!
  confirmed: Int!
  picked: Int!
  dispatched: Int!
  completed: Int!
  refused: Int!
  cancelled: Int!
  shipped: Shipped!
}

"Orders that were dispatched, and how long that took after they were placed."
type Shipped {
  orders: Int!
  "Of all of them together: divided by \`orders\` it is the average."
  seconds: Float!
  "From the shortest to the longest."
  bands: [ShipTimeBand!]!
}

type ShipTimeBand {
  "Minutes, exclusive; null: everything longer."
  under: Int
  orders: Int!
}

"How many orders reached each stage. A refused or cancelled one keeps the stages it had reached."
type OrderFunnel {
  placed: Int!
  confirmed: Int!
  picked: Int!
  dispatched: Int!
  completed: Int!
  refused: Int!
  cancelled: Int!
}

type TimeToShip {
  orders: Int!
  "Null when nothing was dispatched."
  averageSeconds: Float
  bands: [ShipTimeBand!]!
}

"What sold of one product over the newest 1,000 orders, without those refused or cancelled."
type ProductSales {
  sku: ID!
  name: String!
  currency: String!
  orders: Int!
  pieces: Int!
  "Minor units (cents)."
  revenue: Float!
}

"A part of which none is free any more."
type StockAlert {
  sku: ID!
  name: String!
  "When the last free piece was promised: ISO 8601, UTC."
  since: String!
  "Orders that asked for it in vain since then, and how many pieces they asked for."
  missedOrders: Int!
  missedPieces: Int!
}

"For staff, warehouse and release managers; others get the error FORBIDDEN."
type Query {
  "The last 24 hours, oldest first."
  salesByMinute(currency: String! = "EUR"): [SalesMinute!]!
  "The last seven days, oldest first."
  ordersByHour: [OrderHour!]!
  "Of the orders placed in the last so many hours."
  orderFunnel(hours: Int! = 168): OrderFunnel!
  "Of the orders dispatched in the last so many hours."
  timeToShip(hours: Int! = 168): TimeToShip!
  "By revenue, the most first."
  productSales(currency: String! = "EUR", first: Int! = 10): [ProductSales!]!
  "The newest first."
  stockAlerts: [StockAlert!]!
}

"For staff, warehouse and release managers; others are refused with FORBIDDEN."
type Subscription {
  salesByMinute(currency: String! = "EUR"): [SalesMinute!]! @live(projection: "salesByMinute")
  ordersByHour: [OrderHour!]! @live(projection: "ordersByHour")
  productSales(currency: String! = "EUR"): [ProductSales!]! @live(projection: "productSales")
  stockAlerts: [StockAlert!]! @live(projection: "stockAlerts")
}
`;
