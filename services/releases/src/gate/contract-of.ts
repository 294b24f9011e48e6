/** A recorded contract as the gate takes it. */
import type { ContractOf } from '@tessera/contracts/gate';
import type { ModuleKind } from '../events.ts';
import type { ContractDocument } from '../projections/contracts.ts';

const kinds: Partial<Record<ModuleKind, ContractOf['kind']>> = {
  APP: 'app',
  SHELL: 'shell',
  SERVICE: 'service',
  LIBRARY: 'library',
};

/** How many contracts are kept at hand. */
const most = 2_000;

/**
 * By digest, so that a release is the same object each time: the gate's index recognises it and looks at nothing twice.
 * A digest stands for its content for ever, so this remembers, and never decides.
 */
const known = new Map<string, ContractOf>();

/** Undefined for what has no contract: published without one, or a kind the gate does not judge. */
export function contractOf({ module, version, kind, digest, contract }: ContractDocument): ContractOf | undefined {
  const judged = kinds[kind];
  if (judged === undefined || contract === null) return undefined;
  const key = `${module}@${version} ${digest}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  // It was checked against its schema and its digest when it was published.
  const made = { module, version, kind: judged, contract } as unknown as ContractOf;
  if (known.size >= most) known.delete(known.keys().next().value!);
  known.set(key, made);
  return made;
}
