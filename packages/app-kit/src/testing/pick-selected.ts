/** Of a document only what the operation selected, as the hub does: a test must not see more than the product would. */
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { definitionOf } from '../graph/document.ts';

export function pickerOf(document: DocumentNode): (one: unknown) => unknown {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition')
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const [field] = definitionOf(document)?.selectionSet.selections ?? [];
  const selected = field?.kind === 'Field' ? field.selectionSet : undefined;

  function pick(value: unknown, selections: SelectionSetNode | undefined): unknown {
    if (selections === undefined || value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => pick(item, selections));
    const picked: Record<string, unknown> = {};
    for (const selection of selections.selections) {
      if (selection.kind === 'Field') {
        const name = selection.alias?.value ?? selection.name.value;
        picked[name] = pick((value as Record<string, unknown>)[name], selection.selectionSet);
      } else {
        const inner =
          selection.kind === 'InlineFragment' ? selection.selectionSet : fragments.get(selection.name.value);
        Object.assign(picked, pick(value, inner));
      }
    }
    return picked;
  }
  return (one) => pick(one, selected);
}
