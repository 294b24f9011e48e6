/** What goes wrong in a test, thrown by resolvers: the same shapes as the gateway's. */

export interface GraphErrorShape {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export class Mishap extends Error {
  override readonly name = 'Mishap';
  readonly kind: 'errors' | 'expired' | 'network';
  readonly errors: readonly GraphErrorShape[];
  /** What could be answered all the same. */
  readonly data: unknown;

  constructor(kind: Mishap['kind'], errors: readonly GraphErrorShape[] = [], data: unknown = null) {
    super(errors[0]?.message ?? kind);
    this.kind = kind;
    this.errors = errors;
    this.data = data;
  }
}

/** The graph answers an error with this code. */
export function refuse(code: string, message: string, extensions: Readonly<Record<string, unknown>> = {}): Mishap {
  return new Mishap('errors', [{ message, extensions: { code, correlationId: 'test', ...extensions } }]);
}

/** A service does not answer; `data` is what came all the same, with null where it is missing: at `path`. */
export function unavailable(
  service: string,
  owner: { readonly team: string; readonly contact: string },
  data: unknown = null,
  path?: readonly (string | number)[],
): Mishap {
  const message = `The service ${service} does not answer.`;
  const extensions = { code: 'SERVICE_UNAVAILABLE', service, owner, correlationId: 'test' };
  return new Mishap('errors', [{ message, extensions, ...(path === undefined ? {} : { path }) }], data);
}

/** The session has ended. */
export function expired(): Mishap {
  return new Mishap('expired');
}

/** The request never arrives, or its answer never comes back. */
export function networkLoss(): Mishap {
  return new Mishap('network');
}
