// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `"A part that Brightwater sells."
type Product @key(selectionSet: "{ sku }") {
  sku: ID!
  name: String!
  category: String!
  description: String!
  "Minor units (cents)."
  unitPrice: Int!
  currency: String!
  "Technical attributes, in the order a data sheet lists them. The product's drawing is made from them."
  attributes: [ProductAttribute!]!
  withdrawn: Boolean!
  "Opaque; hand it back as \`basedOn\` to change what you saw and nothing newer."
  version: String!
}

type ProductAttribute {
  name: String!
  value: String!
  unit: String
}

type ProductPage {
  items: [Product!]!
  "Hand back as \`after\` for the next page; null on the last one."
  next: String
  total: Int!
}

type Category {
  name: String!
  count: Int!
}

enum ProductOrder {
  NAME
  PRICE
  SKU
}

"Why a command was refused, for people and for programs."
type Problem {
  "Stable, in capitals: UNKNOWN_PRODUCT, STALE, FORBIDDEN …"
  code: String!
  message: String!
  "The input field it is about, as a path: \`lines.0.quantity\`."
  field: String
}

type ProductResult {
  "What the command led to, or what is there now when it was refused."
  product: Product
  "The position it produced; null when refused."
  position: String
  problem: Problem
}

input ChangePriceInput {
  commandId: ID!
  sku: ID!
  "Minor units (cents)."
  unitPrice: Int!
  "The \`version\` of the product the form showed."
  basedOn: String!
}

input AddProductInput {
  commandId: ID!
  sku: ID!
  name: String!
  category: String!
  description: String!
  unitPrice: Int!
  attributes: [ProductAttributeInput!]!
}

input ProductAttributeInput {
  name: String!
  value: String!
  unit: String
}

input WithdrawProductInput {
  commandId: ID!
  sku: ID!
}

type Query {
  product(sku: ID!): Product
  products(
    search: String
    category: String
    order: ProductOrder = NAME
    descending: Boolean = false
    first: Int = 50
    after: String
  ): ProductPage!
  categories: [Category!]!
  "For the gateway: products by sku, in the order asked for."
  _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus")
}

type Mutation {
  addProduct(input: AddProductInput!): ProductResult!
  changePrice(input: ChangePriceInput!): ProductResult!
  withdrawProduct(input: WithdrawProductInput!): ProductResult!
}

type Subscription {
  "Every product of a category, or of all when none is named."
  productList(category: String): [Product!]! @live(projection: "products")
}
`;
