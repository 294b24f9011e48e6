// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `enum ModuleKind {
  SHELL
  APP
  SERVICE
  GATEWAY
}

"What is live of one module in one environment: one row of the composition."
type LiveModule @key(selectionSet: "{ id }") {
  "\`<environment>/<module>\`"
  id: ID!
  environment: String!
  module: String!
  kind: ModuleKind!
  team: String!
  contact: String!
  version: String!
  "sha384 over the release's manifest: what exactly is live."
  digest: String!
  "What a rollback returns to; also the browser's fallback."
  previousVersion: String
  previousDigest: String
  "ISO 8601, UTC."
  since: String!
  by: String!
  reason: String
  "Opaque position of the composition; hand it back as \`basedOn\`."
  revision: String!
}

"One immutable version of a module."
type Release @key(selectionSet: "{ id }") {
  "\`<module>@<version>\`"
  id: ID!
  module: String!
  kind: ModuleKind!
  team: String!
  version: String!
  digest: String!
  "Bytes of all files together."
  size: Int!
  publishedAt: String!
  publishedBy: String!
  "Where it is live, if anywhere."
  liveIn: [String!]!
}

type ReleasePage {
  items: [Release!]!
  next: String
  total: Int!
}

type HistoryEntry @key(selectionSet: "{ id }") {
  id: ID!
  "PUBLISHED, PROMOTED or ROLLED_BACK"
  action: String!
  environment: String
  module: String!
  version: String!
  previousVersion: String
  at: String!
  by: String!
  reason: String
}

type HistoryPage {
  items: [HistoryEntry!]!
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

type ReleaseResult {
  release: Release
  live: LiveModule
  position: String
  problem: Problem
}

input PublishReleaseInput {
  commandId: ID!
  module: ID!
  kind: ModuleKind!
  "The owning team, as \`teams.json\` has it; also who a \`deploy\` user must belong to."
  team: String!
  "How to reach the team; shown wherever the module fails."
  contact: String!
  version: String!
  digest: String!
  size: Int!
}

input PromoteInput {
  commandId: ID!
  module: ID!
  version: String!
  environment: String = "production"
  reason: String
  "The \`revision\` of the composition this decision was made on."
  basedOn: String
}

input RollbackInput {
  commandId: ID!
  module: ID!
  environment: String = "production"
  reason: String
}

type Query {
  composition(environment: String = "production"): [LiveModule!]!
  release(id: ID!): Release
  releases(module: String, first: Int = 50, after: String): ReleasePage!
  releaseHistory(module: String, first: Int = 50, after: String): HistoryPage!
}

type Mutation {
  "Records a release whose files are already in the artifact store. Same content again = the same release; other content under the same version is refused."
  publishRelease(input: PublishReleaseInput!): ReleaseResult!
  promote(input: PromoteInput!): ReleaseResult!
  rollback(input: RollbackInput!): ReleaseResult!
}

type Subscription {
  composition(environment: String = "production"): [LiveModule!]! @live(projection: "composition")
  "Newest 200 entries of every module."
  releaseHistory: [HistoryEntry!]! @live(projection: "history")
}
`;
