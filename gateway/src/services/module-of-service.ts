/** What teams, releases and the composition call a service: `orders-service` for `orders`. */
export function moduleOfService(service: string): string {
  return `${service}-service`;
}
