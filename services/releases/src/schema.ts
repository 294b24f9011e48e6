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
  "ISO 8601, UTC: when the way back from \`version\` was given up; null: it was not."
  finalizedAt: String
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

"The newest position of an environment's composition."
type CompositionRevision @key(selectionSet: "{ environment }") {
  environment: ID!
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
  "PUBLISHED, PROMOTED, CANARY_STARTED, CANARY_WIDENED, CANARY_ENDED, ROLLED_BACK, FINALIZED, PINNED, UNPINNED, RETIRED, KILLED or REFUSED"
  action: String!
  environment: String
  team: String!
  module: String!
  version: String!
  previousVersion: String
  at: String!
  "Null: the person was erased."
  by: String
  reason: String
  "Percent of the users, where it is about a canary."
  share: Int
  "The group, where it is about a pin."
  pin: String
  "What the gate looked at; null where it was not asked."
  judgement: Judgement
  "Of an attempt that the gate refused: why, the first hundred reasons."
  refusals: [Refusal!]!
  "Of a canary that ended by itself: what spoke against it."
  evidence: [CanaryFinding!]!
}

"What the gate looked at before it let something through."
type Judgement {
  "The composition it judged."
  position: String!
  releases: Int!
  pairs: Int!
  "Live releases whose contract the log does not know."
  unjudged: [String!]!
}

"May this release go live? About one composition, which it names."
type Verdict {
  ok: Boolean!
  environment: String!
  module: String!
  version: String!
  "The composition it judged: hand it back as \`basedOn\`."
  position: String!
  "Live releases and pairs of releases that were looked at."
  releases: Int!
  pairs: Int!
  "Live releases whose contract the log does not know."
  unjudged: [String!]!
  refusals: [Refusal!]!
  "All of it in words."
  text: String!
}

"Two releases that do not go together, and what can be done about it."
type Refusal {
  code: String!
  "The side that depends."
  consumer: RefusalSide!
  "The side that is depended on."
  provider: RefusalSide!
  "The exact thing between them: \`Product.sku\`, \`orders.OrderPlaced lines[].sku\`, \`react\`."
  subject: String!
  message: String!
  "Where the consumer uses it."
  places: [RefusalPlace!]!
  waysOut: [String!]!
  text: String!
}

type RefusalSide {
  module: String!
  "\`*\`: no live release at all."
  version: String!
  "candidate, stable, canary, pinned, previous, tabs"
  roles: [String!]!
  openTabs: Int!
  team: String
  contact: String
}

type RefusalPlace {
  file: String!
  line: Int!
  operation: String
}

enum DeployAnswer {
  YES
  NO
  "Everybody has it."
  LIVE
  "A share of the users has it."
  CANARY
  "It never goes live there again."
  KILLED
  "It has no contract that could be judged."
  UNKNOWN
  "Not judged yet: ask again."
  PENDING
}

"May these releases go live, each for itself, in each environment?"
type Deployability {
  "\`production\` first."
  environments: [String!]!
  candidates: [DeployCandidate!]!
  "Releases that are not in this answer."
  leftOff: Int!
  "Cells that are not judged yet: an answer judges a bounded number, and what it judged is kept until something else is live."
  pending: Int!
}

type DeployCandidate {
  "\`<module>@<version>\`"
  id: ID!
  module: String!
  kind: ModuleKind!
  team: String!
  version: String!
  publishedAt: String!
  publishedBy: String
  "In the order of \`environments\`."
  cells: [DeployCell!]!
}

type DeployCell {
  environment: String!
  answer: DeployAnswer!
  "The composition it was judged on; empty where nothing is live."
  revision: String!
  "How many reasons there are against it; \`canIDeploy\` has them."
  reasons: Int!
  "The first of them in words."
  first: String
}

enum DependencyKind {
  "Fields of the graph."
  FIELDS
  "Events of another service, and their fields."
  EVENTS
  "Packages of the page."
  SHARED
  "Places in another app's pages."
  SLOTS
}

"Who depends on whom in one environment, over everything somebody can still run there."
type DependencyGraph {
  environment: String!
  "The composition it is about; empty where nothing is live."
  revision: String!
  modules: [DependencyModule!]!
  edges: [DependencyEdge!]!
  "Live releases whose contract the log does not know: what they use is not shown."
  unjudged: [String!]!
}

type DependencyModule {
  module: String!
  kind: ModuleKind!
  team: String!
  contact: String!
  "What everybody has."
  version: String!
  "How many of its releases somebody can still run."
  releases: Int!
  "Open tabs that run any of them."
  openTabs: Int!
}

type DependencyEdge {
  "The module that depends."
  consumer: String!
  "The module that is depended on."
  provider: String!
  kind: DependencyKind!
  "How many different fields, packages or slots."
  subjects: Int!
}

"One thing that one release uses of one module."
type DependencyUse {
  kind: DependencyKind!
  "\`Order.total\`, \`orders.OrderPlaced lines[].sku\`, \`react\`, \`catalog/product-actions/v1\`"
  subject: String!
  consumer: RefusalSide!
  "The module that offers it."
  provider: String!
  places: [RefusalPlace!]!
}

type DependencyUsePage {
  items: [DependencyUse!]!
  total: Int!
}

"Something that is used by somebody."
type DependencySubject {
  subject: String!
  kind: DependencyKind!
  "Modules that offer it."
  providers: [String!]!
  "Modules that use it."
  consumers: [String!]!
}

type ContractDiff {
  module: String!
  from: String!
  to: String!
  changes: [ContractChange!]!
}

type ContractChange {
  "added, removed or changed"
  kind: String!
  "field, operation, event, slot …"
  what: String!
  text: String!
}

"One signal of a canary against everybody else."
type CanaryFinding {
  "load, boundary, operation, slow or reaction"
  signal: String!
  canary: Counts!
  stable: Counts!
  "How many times likelier the counts are if the canary is worse; a rollback needs \`needed\`."
  evidence: Float!
  needed: Float!
  "Bounds of the rates: the rest is chance."
  canaryAtLeast: Float!
  canaryAtMost: Float!
  stableAtLeast: Float!
  stableAtMost: Float!
  "By how much the canary's rate may be above everybody else's."
  budget: Float!
  "beyond budget, within budget or open"
  verdict: String!
}

type Counts {
  ok: Float!
  failed: Float!
}

"A running canary and what speaks for and against it."
type Canary @key(selectionSet: "{ id }") {
  "\`<environment>/<module>\`"
  id: ID!
  environment: String!
  module: String!
  team: String!
  version: String!
  stableVersion: String!
  share: Int!
  since: String!
  "ROLLBACK, KEEP (within its budget) or OPEN (not enough seen yet)"
  decision: String!
  findings: [CanaryFinding!]!
}

"How a release fares in an environment, as the gateways count it."
type ReleaseHealth @key(selectionSet: "{ id }") {
  "\`<environment>/<module>@<version>\`"
  id: ID!
  environment: String!
  module: String!
  version: String!
  loads: Int!
  loadFailures: Int!
  slowLoads: Int!
  renderErrors: Int!
  operations: Int!
  failedOperations: Int!
  since: String!
  updatedAt: String!
  "The last hour in which there was something, oldest first."
  minutes: [HealthMinute!]!
}

type HealthMinute {
  "\`2026-11-26T20:04\`, UTC"
  minute: String!
  "Loads and operations."
  total: Int!
  failed: Int!
}

"Which releases open tabs run, as one gateway saw them."
type GatewayCensus @key(selectionSet: "{ id }") {
  "\`<environment>/<gateway>\`"
  id: ID!
  environment: String!
  gateway: String!
  at: String!
  "How long its tabs may stay on a release that is not live any more; null: it was not set, and 24 holds."
  mustSwitchHours: Float
  tabs: [TabCensus!]!
}

type TabCensus {
  module: String!
  version: String!
  count: Int!
  "A tab counts for 24 hours after it was last seen."
  lastSeen: String!
}

"Previews of one environment. What has expired leaves the list with the next one."
type Previews @key(selectionSet: "{ id }") {
  "The environment."
  id: ID!
  previews: [Preview!]!
}

type Preview {
  id: ID!
  "Who made it, and may end it."
  team: String!
  "All that it shows, \`<module>@<version>\` each; of one that was made before this was recorded, its services only."
  releases: [String!]!
  "The releases of services that it sends its people to. None: it shows apps only."
  services: [PreviewedService!]!
  "ISO 8601, UTC."
  opened: String!
  "ISO 8601, UTC."
  expires: String!
  "By its team, before its time."
  ended: Boolean!
}

type PreviewedService {
  module: String!
  version: String!
  digest: String!
}

"A team's deliveries to one environment in one week (ISO 8601), from the log."
type DeliveryWeek @key(selectionSet: "{ id }") {
  "\`<environment>/<team>/<week>\`"
  id: ID!
  environment: String!
  team: String!
  "\`2026-W48\`"
  week: String!
  "Releases that reached users: everybody, or a share first."
  deployments: Int!
  "Of those, how many were taken back (rolled back, killed, or ended as canaries) within a week."
  failed: Int!
  "0 to 1; null without deployments."
  changeFailureRate: Float
  "Median seconds from the commit to everybody; null when no commit is known."
  leadTimeSeconds: Float
  "Median seconds from a failed release going live to its end; null when none failed."
  restoreSeconds: Float
  "Seconds from the commit to everybody, of each release; the newest 500. Medians over several weeks are made of these."
  leadTimes: [Float!]!
  "Seconds from going live to the end, of each failed release; the newest 500."
  restores: [Float!]!
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
  "What the gate said; null where it had nothing to judge."
  verdict: Verdict
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

type ReportResult {
  "Null when there was nothing to record."
  position: String
  problem: Problem
}

"Where a release was built from."
input SourceInput {
  "The commit's full name."
  commit: String!
  "ISO 8601, UTC: from then until it is live is the lead time."
  committedAt: String!
  "The module's folder in its repository: places in its contract are relative to it."
  folder: String
}

input PromoteInput {
  commandId: ID!
  module: ID!
  version: String!
  environment: String = "production"
  "Percent of the users, 1 to 99: starts a canary or widens it. Absent or 100: everyone, which also finishes a canary of this version."
  share: Int
  "When a canary is rolled back by itself; absent fields have the platform's values."
  canary: CanaryPolicyInput
  "Its canary ended by itself here, and it is to go live all the same; otherwise that is refused (\`CANARY_FAILED\`)."
  despiteEvidence: Boolean = false
  reason: String
  "The \`revision\` of the composition this decision was made on."
  basedOn: String
}

"By how much a canary's rates may be above everybody else's, 0.01 = one percentage point, before it is rolled back."
input CanaryPolicyInput {
  loadFailures: Float
  renderErrors: Float
  failedOperations: Float
  slowLoads: Float
  "Of a service: events that its policies or effects fail at."
  failedReactions: Float
  "Nothing is decided on fewer than this many loads, operations or reactions."
  minimumSample: Int
}

input RollbackInput {
  commandId: ID!
  module: ID!
  "What is to go: the canary, or what is live. When it is neither by then, e.g. since its canary ended by itself, nothing is done (\`NOT_LIVE\`)."
  version: String
  environment: String = "production"
  reason: String
}

input FinalizeInput {
  commandId: ID!
  "Of a library the major: \`shared-ui@2\`."
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

"Which releases the open tabs of one gateway run."
input ReportCensusInput {
  commandId: ID!
  environment: String = "production"
  "The gateway's own name, the same over its restarts where that is possible."
  gateway: String!
  tabs: [TabCountInput!]!
  "How long its tabs may stay on a release that is not live any more, where that was set."
  mustSwitchHours: Float
  "ISO 8601, by the gateway's clock; for people only, nothing is decided by it."
  at: String
}

input TabCountInput {
  module: String!
  version: String!
  count: Int!
}

"Which release of each service this gateway sends everybody's requests to."
input ReportServingInput {
  commandId: ID!
  environment: String = "production"
  gateway: String!
  "Of services whose processes say which release they are; none when the gateway ends."
  services: [ServedServiceInput!]!
}

input ServedServiceInput {
  "As in teams.json: orders-service."
  module: String!
  version: String!
}

"How releases fared since this gateway's last report: both sides of a canary over the same time."
input ReportHealthInput {
  commandId: ID!
  environment: String = "production"
  gateway: String!
  counts: [HealthCountsInput!]!
}

input OpenPreviewInput {
  commandId: ID!
  environment: String = "production"
  id: ID!
  "Who makes it."
  team: String!
  "All that it shows, \`<module>@<version>\` each."
  releases: [String!]
  services: [PreviewedServiceInput!]!
  "ISO 8601, UTC."
  expires: String!
}

input PreviewedServiceInput {
  module: String!
  version: String!
  digest: String!
}

input EndPreviewInput {
  commandId: ID!
  environment: String = "production"
  id: ID!
  "Who asks."
  team: String!
}

input HealthCountsInput {
  module: String!
  version: String!
  "Times it was loaded, failures included."
  loads: Int = 0
  loadFailures: Int = 0
  slowLoads: Int = 0
  "Pages in which its error boundary was shown, each once."
  renderErrors: Int = 0
  "Operations it asked for, failures included."
  operations: Int = 0
  failedOperations: Int = 0
  "Of a side of a service's canary: events its policies and effects had to say something about, failures included."
  reactions: Int
  failedReactions: Int
}

type Query {
  composition(environment: String = "production"): [LiveModule!]!
  release(id: ID!): Release
  releases(module: String, first: Int = 50, after: String): ReleasePage!
  "Everything that was done or refused, newest first."
  releaseHistory(
    module: String
    environment: String
    "With \`environment\`: publications too, which belong to none."
    withPublished: Boolean = false
    team: String
    action: String
    first: Int = 50
    after: String
  ): HistoryPage!
  "What the gate would say now; nothing is recorded. \`share\` as in \`promote\`."
  canIDeploy(module: ID!, version: String!, environment: String = "production", share: Int): Verdict
  "Of every module, or of one: its newest releases that are not live yet; of what \`environment\` does not have, also those that others have. Nothing is recorded."
  deployability(module: String, environment: String = "production"): Deployability!
  "Of these releases (\`<module>@<version>\`, at most 200), in one environment."
  deployabilityOf(ids: [ID!]!, environment: String = "production"): Deployability!
  dependencies(environment: String = "production"): DependencyGraph!
  "Who uses what, with the place; narrowed to one thing, one module that uses or one that offers."
  dependencyUses(
    environment: String = "production"
    subject: String
    consumer: String
    provider: String
    first: Int = 100
  ): DependencyUsePage!
  "What is used by anybody and has these words in its name."
  dependencySubjects(environment: String = "production", search: String = "", first: Int = 20): [DependencySubject!]!
  "What changes for everybody else between two releases; null when the contract of one is not known."
  diff(module: ID!, from: String!, to: String!): ContractDiff
  canaries(environment: String = "production"): [Canary!]!
  releaseHealth(environment: String = "production", module: String): [ReleaseHealth!]!
  "Of all gateways together."
  openTabs(environment: String = "production"): [TabCensus!]!
  "Null where none was ever made."
  previews(environment: String = "production"): Previews
  servicePreviews(environment: String = "production"): Previews
    @deprecated(reason: "It lists all previews, not only those with services: ask for \`previews\`.")
  "Newest week first."
  delivery(environment: String = "production", team: String, weeks: Int = 12): [DeliveryWeek!]!
}

type Mutation {
  "Records a release whose files are already in the artifact store. Same content again = the same release; other content under the same version is refused."
  publishRelease(input: PublishReleaseInput!): ReleaseResult!
  promote(input: PromoteInput!): ReleaseResult!
  "Ends a running canary; without one, returns to the previous release."
  rollback(input: RollbackInput!): ReleaseResult!
  "Gives up the way back: nothing is judged beside \`previousVersion\` any more, and it cannot be rolled back to. Without one nothing changes."
  finalize(input: FinalizeInput!): ReleaseResult!
  "Gives a named group a release of its own."
  pin(input: PinInput!): ReleaseResult!
  unpin(input: UnpinInput!): ReleaseResult!
  "Takes a module out of an environment."
  retire(input: RetireInput!): ReleaseResult!
  "Takes a release off every page and open tab at once, for good."
  kill(input: KillInput!): ReleaseResult!
  "From gateways only. Recorded at most once a minute, and only what changed."
  reportCensus(input: ReportCensusInput!): ReportResult!
  "From gateways only: recorded when it changed, and as long as it is repeated."
  reportServing(input: ReportServingInput!): ReportResult!
  "From gateways only."
  reportHealth(input: ReportHealthInput!): ReportResult!
  "From gateways only: a preview was made. Processes of the services it shows run until it ends."
  openPreview(input: OpenPreviewInput!): ReportResult!
  "From gateways only, for the team that made it or the platform team."
  endPreview(input: EndPreviewInput!): ReportResult!
}

type Subscription {
  "When something else is live, and nothing more: for open pages, which then ask the gateway. Everybody may follow it; all else here is for staff, release managers, deploy tokens and gateways."
  compositionRevision(environment: String = "production"): [CompositionRevision!]! @live(projection: "revisions")
  "Every environment that anything was ever promoted to."
  environments: [CompositionRevision!]! @live(projection: "revisions")
  composition(environment: String = "production"): [LiveModule!]! @live(projection: "composition")
  "Newest 200 entries of every module."
  releaseHistory: [HistoryEntry!]! @live(projection: "history")
  canaries(environment: String = "production"): [Canary!]! @live(projection: "canaries")
  releaseHealth(environment: String = "production"): [ReleaseHealth!]! @live(projection: "health")
  census(environment: String = "production"): [GatewayCensus!]! @live(projection: "census")
  delivery(environment: String = "production"): [DeliveryWeek!]! @live(projection: "delivery")
  previews(environment: String = "production"): [Previews!]! @live(projection: "previews")
  servicePreviews(environment: String = "production"): [Previews!]!
    @live(projection: "previews")
    @deprecated(reason: "It lists all previews, not only those with services: follow \`previews\`.")
}
`;
