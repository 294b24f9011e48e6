import { GraphQLError } from 'graphql';

/** An error that clients may see: its message and code are theirs to read. Everything else is masked. */
export class ServiceError extends GraphQLError {
  override readonly name = 'ServiceError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message, { extensions: { code } });
    this.code = code;
  }
}
