// Asking
export { createGate, judge, type Gate, type GateOptions } from './gate.ts';
export type { PublishedReleases } from './next-release.ts';
export { isCanaryOnly, nameOf, type ContractOf, type LiveRelease, type LiveRole, type LiveSet } from './live-set.ts';
// The answer
export { verdictSchema, type Place, type Refusal, type Side, type Verdict } from './verdict.ts';
export { renderRefusal, renderVerdict } from './render.ts';
export { refusalKinds, type RefusalCode } from './codes.ts';
// Who uses what, for people to look at
export { dependenciesOf, type DependencyKind, type DependencyUse } from './dependencies.ts';
// Single rules, for who depends on whom
export { packageOf, singlePackages } from './rules/shared.ts';
export { versionsOf } from './rules/events.ts';
export { fieldUses, type FieldUse } from '../operation/uses.ts';
export { fieldsOf } from '../json-schema/json-schema.ts';
// Side by side
export { diffContracts, type ContractChange } from '../diff/diff-contracts.ts';
