/** Whether a log's url names servers, which several machines reach, and no file of this one. */
export function isServerUrl(url: string): boolean {
  return /^(nats|tls):/i.test(url);
}
