import { ServiceError } from '../graphql/service-error.ts';

/** The answer for a projection of which there is nothing to show yet. */
export function rebuilding(projection: string): ServiceError {
  return new ServiceError(
    'REBUILDING',
    `The view "${projection}" is being made anew and cannot be read yet: /readyz says how far it is. Try again in a moment.`,
  );
}
