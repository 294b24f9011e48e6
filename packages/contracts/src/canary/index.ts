// Who gets it
export { bucketOf, canaryOf, type CanaryShare } from './assignment.ts';
// Whether it stays
export {
  canaryEvidenceSchema,
  canaryPolicySchema,
  decide,
  defaultCanaryPolicy,
  noCanaryEvidence,
  observe,
  signals,
  type CanaryDecision,
  type CanaryEvidence,
  type CanaryPolicy,
  type Look,
  type Signal,
  type SignalFinding,
} from './judge-canary.ts';
