// Generated from schema.graphql by tools/generate.mjs; do not edit.
/** The service's schema, SDL. */
export const schema = `enum ModuleKind {
  SHELL
  APP
  SERVICE
  GATEWAY
  "Released by itself, shared by apps: shared-ui."
  LIBRARY
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
  "A release that only a share of the users gets; null when no canary runs."
  canaryVersion: String
  canaryDigest: String
  "1 to 99: percent of the users."
  canaryShare: Int
  "ISO 8601, UTC: when it started, whatever its share was then."
  canarySince: String
  "Versions of this module that open tabs must leave at once; they never go live here again. Oldest first."
  killed: [String!]!
  "What named groups get instead, by name."
  pins: [Pin!]!
  "ISO 8601, UTC: when \`version\` went live."
  since: String!
  "Null: the person was erased."
  by: String
  reason: String
  "Opaque position of the composition; hand it back as \`basedOn\`."
  revision: String!
}

"A release that a named group gets whatever everybody else has: a customer, a preview."
type Pin {
  name: String!
  version: String!
  digest: String!
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
  "Null: the person was erased."
  publishedBy: String
  "Environments where everybody has it."
  liveIn: [String!]!
  "The commit it was built from, and when that was made; null when it was not built from a repository."
  commit: String
  committedAt: String
  "Whether the log knows its contract. Without one it can be returned to, but the gate lets it go live nowhere else."
  hasContract: Boolean!
}

type ReleasePage {
  items: [Release!]!
  next: String
  total: Int!
}

type HistoryEntry @key(selectionSet: "{ id }") {
  id: ID!
  "PUBLISHED, PROMOTED, CANARY_STARTED, CANARY_WIDENED, CANARY_ENDED, ROLLED_BACK, PINNED, UNPINNED, RETIRED or KILLED"
  action: String!
  environment: String
  module: String!
  version: String!
  previousVersion: String
  at: String!
  "Null: the person was erased."
  by: String
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
  "The release's manifest as it was uploaded, JSON: its contract is what the gate judges."
  manifest: String
  "Null when it was not built from a repository."
  source: SourceInput
}

"Where a release was built from."
input SourceInput {
  "The commit's full name."
  commit: String!
  "ISO 8601: from then until it is live is the lead time."
  committedAt: String!
}

input PromoteInput {
  commandId: ID!
  module: ID!
  version: String!
  environment: String = "production"
  "Percent of the users, 1 to 99: starts a canary or widens it. Absent or 100: everyone, which also finishes a canary of this version."
  share: Int
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

input PinInput {
  commandId: ID!
  "Who gets it: lower-case words joined by hyphens."
  name: String!
  module: ID!
  version: String!
  environment: String = "production"
  reason: String
}

input UnpinInput {
  commandId: ID!
  name: String!
  module: ID!
  environment: String = "production"
  reason: String
}

input RetireInput {
  commandId: ID!
  module: ID!
  environment: String = "production"
  reason: String
}

input KillInput {
  commandId: ID!
  module: ID!
  version: String!
  environment: String = "production"
  "What goes live when the killed release is what everybody has; absent: the previous one."
  replaceBy: String
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
  "Ends a running canary; without one, returns to the previous release."
  rollback(input: RollbackInput!): ReleaseResult!
  "Gives a named group a release of its own."
  pin(input: PinInput!): ReleaseResult!
  unpin(input: UnpinInput!): ReleaseResult!
  "Takes a module out of an environment."
  retire(input: RetireInput!): ReleaseResult!
  "Takes a release off every page and open tab at once, for good."
  kill(input: KillInput!): ReleaseResult!
}

type Subscription {
  composition(environment: String = "production"): [LiveModule!]! @live(projection: "composition")
  "Newest 200 entries of every module."
  releaseHistory: [HistoryEntry!]! @live(projection: "history")
}
`;
