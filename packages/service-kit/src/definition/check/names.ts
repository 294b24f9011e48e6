/** The shapes that names must have: service, stream and policy names are parts of stream names in the log. */
export const serviceShape = /^[a-z][a-z0-9-]*$/;
export const tokenShape = /^[A-Za-z][A-Za-z0-9_-]*$/;
export const eventShape = /^[A-Z][A-Za-z0-9]*$/;
export const foreignEventShape = /^[a-z][a-z0-9-]*\.[A-Z][A-Za-z0-9]*$/;

/** "Known are: …", or that there are none. */
export function known(names: readonly string[]): string {
  return names.length === 0 ? 'There are none.' : `Known are: ${names.join(', ')}.`;
}
