/** Why something signed is not taken; one table for code, docs (docs/reference/gateway.md) and tests. */
export type RefusedCode =
  /** It is no compact JWS, or what is signed is not what this kind of file holds. */
  | 'MALFORMED'
  /** Its key id is none of the configured keys'. */
  | 'UNKNOWN_KEY'
  /** It says it is signed by anything but Ed25519, or not at all. */
  | 'WRONG_ALGORITHM'
  /** It is signed, but as something else. */
  | 'WRONG_KIND'
  | 'BAD_SIGNATURE'
  | 'WRONG_ENVIRONMENT';

/** Something signed does not hold. Never a reason to go on with what it says. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  readonly code: RefusedCode;

  constructor(code: RefusedCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
