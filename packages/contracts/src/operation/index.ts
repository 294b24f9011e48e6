// At build: what operations use
export { deriveUses, type DerivedUses, type OperationFile } from './derive-uses.ts';
