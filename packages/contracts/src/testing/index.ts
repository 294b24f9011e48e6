// For proofs and tests: chance that can be repeated, and values from schemas
export { createRandom, type Random } from './random.ts';
export { sampleJson } from './sample-json.ts';
