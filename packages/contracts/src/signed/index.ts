// What is signed, by whom, and how it is held against its key
export { readKeySet, readSigningKey, type KeySet, type SigningKey } from './keys.ts';
export {
  signComposition,
  verifyComposition,
  type SignedComposition,
  type UnsignedComposition,
  type VerifiedComposition,
} from './signed-composition.ts';
export { signPreview, verifyPreview, type Preview } from './preview-token.ts';
export { SignatureRefused, type RefusedCode } from './refused.ts';
export { compositionFile, pointerFile, revisionOfFile, compositionFolder } from './files.ts';
