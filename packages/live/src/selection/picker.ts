/** Picks the selected part of a plain document, as GraphQL execution would, but decided once per selection and type. */
import type { GraphQLCompositeType, GraphQLObjectType, GraphQLSchema, SelectionNode, SelectionSetNode } from 'graphql';
import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
} from 'graphql';
import type { PickedDocument } from '../protocol/frames.ts';
import type { Fragments } from './fragments.ts';

export interface PickerSource {
  readonly type: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Picker {
  readonly key: string;
  pick(document: Readonly<Record<string, unknown>>): PickedDocument;
}

/** One field of the answer; `type` and `sets` are there when it has an inner selection. */
interface Planned {
  readonly name: string;
  readonly type?: GraphQLCompositeType;
  readonly sets: SelectionSetNode[];
}

/** The selection must have passed `checkDocumentFields`. */
export function buildPicker({ type, selectionSet, schema, fragments, variables }: PickerSource): Picker {
  return build(type, [selectionSet]);

  function build(parent: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Picker {
    if (isObjectType(parent)) return buildObject(parent, sets);
    const pickers = new Map(schema.getPossibleTypes(parent).map((each) => [each.name, buildObject(each, sets)]));
    const [only] = pickers.size === 1 ? pickers.values() : [];
    return {
      key: JSON.stringify([...pickers].map(([name, { key }]) => [name, key])),
      // A document of an abstract type says what it is, as in GraphQL's default type resolution.
      pick: (document) => (pickers.get(String(document['__typename'])) ?? only)?.pick(document) ?? {},
    };
  }

  function buildObject(parent: GraphQLObjectType, sets: readonly SelectionSetNode[]): Picker {
    const planned = new Map<string, Planned>();
    for (const set of sets) collect(parent, set, planned, new Set());
    const fields = [...planned].map(([response, { name, type: inner, sets: innerSets }]) => ({
      response,
      name,
      typename: name === '__typename' ? parent.name : undefined,
      inner: inner === undefined ? undefined : build(inner, innerSets),
    }));
    return {
      key: JSON.stringify(fields.map(({ response, name, inner }) => [response, name, inner?.key ?? 0])),
      pick(document) {
        const picked: Record<string, unknown> = {};
        for (const { response, name, typename, inner } of fields) {
          const value = typename ?? document[name] ?? null;
          picked[response] = inner === undefined ? value : pickInner(inner, value);
        }
        return picked;
      },
    };
  }

  function collect(
    parent: GraphQLObjectType,
    set: SelectionSetNode,
    planned: Map<string, Planned>,
    entered: Set<string>,
  ): void {
    for (const selection of set.selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const response = selection.alias?.value ?? selection.name.value;
        const known = planned.get(response) ?? plan(parent, selection.name.value);
        if (selection.selectionSet !== undefined) known.sets.push(selection.selectionSet);
        planned.set(response, known);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(parent, selection.typeCondition?.name.value))
          collect(parent, selection.selectionSet, planned, entered);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || entered.has(selection.name.value)) continue;
      entered.add(selection.name.value);
      if (applies(parent, fragment.typeCondition.name.value)) collect(parent, fragment.selectionSet, planned, entered);
    }
  }

  function plan(parent: GraphQLObjectType, name: string): Planned {
    const inner = parent.getFields()[name];
    const named = inner === undefined ? undefined : getNamedType(inner.type);
    return isCompositeType(named) ? { name, type: named, sets: [] } : { name, sets: [] };
  }

  function applies(parent: GraphQLObjectType, condition: string | undefined): boolean {
    if (condition === undefined || condition === parent.name) return true;
    const type = schema.getType(condition);
    return isAbstractType(type) && schema.isSubType(type, parent);
  }

  function isIncluded(selection: SelectionNode): boolean {
    if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) return false;
    return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
  }
}

function pickInner(picker: Picker, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => pickInner(picker, item));
  return isRecord(value) ? picker.pick(value) : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
