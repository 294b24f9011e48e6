/** Published subscriptions as the hub wants them: compiled on first use. */
import type { OperationRegistry, Graph, RegisteredOperation } from '@tessera/graph';
import { compileSelection, type LiveOperation } from '@tessera/live/hub';
import type { RequestContext } from './request-context.ts';

export interface LiveOperations {
  /** Undefined when nobody published it. */
  find(hash: string): LiveOperation | undefined;
}

export function createLiveOperations(graph: Graph<RequestContext>, registry: () => OperationRegistry): LiveOperations {
  const compiled = new WeakMap<RegisteredOperation, LiveOperation>();
  return {
    find(hash) {
      const operation = registry().get(hash);
      if (operation?.kind !== 'subscription') return undefined;
      const known = compiled.get(operation) ?? compile(operation, graph);
      if (known !== undefined) compiled.set(operation, known);
      return known;
    },
  };
}

function compile({ document }: RegisteredOperation, graph: Graph<RequestContext>): LiveOperation | undefined {
  if (document === undefined) return undefined;
  const [field] = document.definitions.flatMap((node) =>
    node.kind === 'OperationDefinition' ? node.selectionSet.selections : [],
  );
  const service = field?.kind === 'Field' ? graph.liveFields.get(field.name.value) : undefined;
  if (service === undefined) return undefined;
  const outcome = compileSelection({
    document,
    schema: graph.serviceSchemas.get(service)!,
    computed: graph.services.get(service)!.computed ?? [],
  });
  return outcome.ok ? { service, selection: outcome.selection } : undefined;
}
