/** Whether a preview may show other releases of this service. Not of the one that says what is live: it is deployed by a restart. */
export function isPreviewable(service: string): boolean {
  return service !== 'releases';
}
