import { gatewayUser } from '../composition/follow-documents.ts';
import type { ServiceClient } from '../services/service-client.ts';

interface Outcome {
  readonly problem?: { readonly code: string; readonly message: string } | null;
}

/** A mutation of the gateway's own; answers its data, rejects when it was not carried out, with the reason. */
export function askAsGateway(releases: () => ServiceClient | undefined) {
  return async (query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const client = releases();
    if (client === undefined) throw new Error('there is no releases service');
    const identity = { user: gatewayUser, correlationId: crypto.randomUUID() };
    const { data, errors } = await client.graphql({ kind: 'mutation', query, variables }, identity);
    if (errors?.[0] !== undefined) throw new Error(errors[0].message);
    for (const { problem } of Object.values((data ?? {}) as Record<string, Outcome>))
      if (problem) throw new Error(`${problem.code}: ${problem.message}`);
    return data;
  };
}
