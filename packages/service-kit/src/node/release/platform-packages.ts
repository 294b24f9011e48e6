/**
 * What a published service does not bring along: the kit and the log, and the packages that are part of their interface
 * (a schema made with another zod, or a type of another graphql, would be a stranger to the host). Like React for apps.
 */
const platformPackages = ['@tessera/service-kit', '@tessera/event-log', 'zod', 'graphql'];

/** Whether an import is answered by the platform that runs the release. */
export function isPlatformImport(specifier: string): boolean {
  return platformPackages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}
