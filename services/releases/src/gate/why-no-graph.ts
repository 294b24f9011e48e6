/** What no pair of services shows: whether all of them together are one graph. Composed as the gateway will. */
import type { ContractOf } from '@tessera/contracts/gate';
import { composeGraph, CompositionError } from '@tessera/graph';
import { releaseId } from '../names.ts';

/** Undefined when they are. */
export function whyNoGraph(releases: readonly ContractOf[]): string | undefined {
  const services = releases.flatMap((release) => {
    if (release.kind !== 'service') return [];
    const { schema, live, computed } = release.contract;
    return [{ name: releaseId(release.module, release.version), schema, live, computed, execute: neverAsked }];
  });
  try {
    composeGraph({ services });
    return undefined;
  } catch (error) {
    if (error instanceof CompositionError) return `cannot be composed: ${error.message}`;
    throw error;
  }
}

const neverAsked = (): Promise<never> => Promise.reject(new Error('Composing asks no service.'));
