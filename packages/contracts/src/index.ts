// The model
export * from './contract.ts';
export * from './contributions.ts';
export * from './manifest.ts';
export * from './composition.ts';
export * from './live-rows.ts';
export * from './report.ts';
export * from './teams.ts';
export * from './module-file.ts';
export * from './deploy-tokens.ts';
export * from './upload.ts';
export type { KnownTypes, UsedField } from './operation/uses.ts';
export type { JsonSchema } from './json-schema/json-schema.ts';
// Canaries
export { bucketOf, canaryOf, type CanaryShare } from './canary/assignment.ts';
export { asyncApiDocument, type AsyncApiOptions } from './asyncapi/asyncapi-document.ts';
// Identity
export { canonicalJson } from './canonical-json.ts';
export { digestOf, integrityOf, operationHash } from './digest.ts';
// Rules
export { compareVersions, isFilePath, isModuleName, isVersion } from './names.ts';
export { commandIn } from './command-line.ts';
export { contentTypeOf, isCompressible } from './content-type.ts';
export { ContractError, type ContractIssue } from './contract-error.ts';
