import type { LookUp } from '../definition/policy.ts';

/** Documents a policy can look up: projection → key → document. */
export type TestDocuments = { readonly [projection: string]: { readonly [key: string]: object } };

export function lookUpIn(documents: TestDocuments): LookUp {
  return (projection) => ({
    get: (key) => {
      const found = documents[projection];
      return found !== undefined && Object.hasOwn(found, key) ? (found[key] as never) : undefined;
    },
  });
}
