/** A set of services that cannot be one graph. Names the services and the type or field they disagree on. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
  readonly code = 'GRAPH_NOT_COMPOSABLE';
  readonly services: readonly string[];

  constructor(message: string, services: readonly string[], cause?: unknown) {
    super(message, { cause });
    this.services = services;
  }
}
