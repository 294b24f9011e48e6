import type { IndexValue } from '../../definition/projection.ts';
import type { PageRequest } from '../../definition/resolver.ts';
import { ServiceError } from '../graphql/service-error.ts';
import type { ProjectionShape } from './read-store.ts';
import { searchWords } from './search-words.ts';

export interface CheckedPageRequest {
  readonly partition: string;
  readonly order: string;
  readonly descending: boolean;
  readonly first: number;
  /** Any of the values. */
  readonly where: readonly (readonly [index: string, values: readonly IndexValue[]])[];
  readonly words: readonly string[];
}

/** The most items one page may have, whatever a resolver lets through. */
export const largestPage = 1_000;

/** Fills in what was left out; throws for an index the projection does not have, `INVALID_PAGE` for what clients got wrong. */
export function checkPageRequest(shape: ProjectionShape, request: PageRequest): CheckedPageRequest {
  const { partition = '*', order = 'key', descending, first, where = {}, search } = request;
  const applied = Object.entries(where).flatMap(([index, value]) => {
    if (value === null || value === undefined) return [];
    return [[index, typeof value === 'object' ? value : [value]] as const];
  });
  for (const name of [order, ...applied.map(([index]) => index)]) {
    if (name !== 'key' && !shape.indexes.includes(name)) {
      const known = ['key', ...shape.indexes].join(', ');
      throw new Error(`The projection "${shape.name}" has no index "${name}"; it has: ${known}.`);
    }
  }
  if (!Number.isInteger(first) || first < 1) {
    throw new ServiceError('INVALID_PAGE', `"first" must be a whole number from 1 on, not ${first}.`);
  }
  const words = searchWords(search ?? '');
  if (words.length > 0 && !shape.searchable) {
    throw new Error(`The projection "${shape.name}" cannot be searched: give it a "search" function.`);
  }
  return {
    partition,
    order,
    descending: descending ?? false,
    first: Math.min(first, largestPage),
    where: applied,
    words,
  };
}
