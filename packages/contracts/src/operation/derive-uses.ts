/** Reads what operations use from their documents and the schema they are built against. Runs at build, never in a browser. */
import {
  Kind,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  print,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { rootTypeOf } from './uses.ts';
import type { Given, KnownTypes, UsedField } from './uses.ts';

/** A parsed source file: `file` as the contract names it, relative to the module. Parse it with locations. */
export interface OperationFile {
  readonly file: string;
  readonly document: DocumentNode;
}

export interface DerivedUses {
  /** By operation name. */
  readonly operations: ReadonlyMap<string, readonly UsedField[]>;
  readonly types: KnownTypes;
}

/** The documents must be valid on the schema; fields it does not have are left out. */
export function deriveUses(files: readonly OperationFile[], schema: GraphQLSchema): DerivedUses {
  const fragments = new Map<string, { file: string; node: FragmentDefinitionNode }>();
  const operations: { file: string; node: OperationDefinitionNode }[] = [];
  for (const { file, document } of files) {
    for (const node of document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, { file, node });
      if (node.kind === Kind.OPERATION_DEFINITION) operations.push({ file, node });
    }
  }
  const known = createKnownTypes(schema);
  const derived = new Map<string, readonly UsedField[]>();
  for (const { file, node } of operations) {
    const root = schema.getRootType(node.operation);
    if (node.name === undefined || !root) continue;
    const variables = new Map(
      (node.variableDefinitions ?? []).map((one): [string, Given] => [
        one.variable.name.value,
        { variable: print(one.type), ...(one.defaultValue === undefined ? {} : { hasDefault: true }) },
      ]),
    );
    for (const { variable } of [...variables.values()].filter((one) => 'variable' in one))
      known.add(variable.replaceAll(/[[\]!]/g, ''));
    const reader = new SelectionReader(schema, fragments, variables, known, file);
    derived.set(node.name.value, reader.read(node.selectionSet, root, rootTypeOf[node.operation], file));
  }
  return { operations: derived, types: known.types };
}

class SelectionReader {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, { readonly file: string; readonly node: FragmentDefinitionNode }>;
  readonly #variables: ReadonlyMap<string, Given>;
  readonly #known: ReturnType<typeof createKnownTypes>;
  readonly #home: string;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, { readonly file: string; readonly node: FragmentDefinitionNode }>,
    variables: ReadonlyMap<string, Given>,
    known: ReturnType<typeof createKnownTypes>,
    home: string,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = variables;
    this.#known = known;
    this.#home = home;
  }

  /** `parent` is the type the selection is on, `declared` the one its field has: they differ inside `... on Parcel`. */
  read(set: SelectionSetNode, parent: GraphQLNamedType, declared: string, file: string): UsedField[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return this.#field(selection, parent, declared, file);
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : { file, node: selection };
      if (fragment === undefined) return [];
      const condition = fragment.node.typeCondition?.name.value;
      const inside = condition === undefined ? parent : this.#schema.getType(condition);
      return inside === undefined ? [] : this.read(fragment.node.selectionSet, inside, declared, fragment.file);
    });
  }

  #field(node: FieldNode, parent: GraphQLNamedType, declared: string, file: string): UsedField[] {
    if (node.name.value === '__typename' || (!isObjectType(parent) && !isInterfaceType(parent))) return [];
    const definition = parent.getFields()[node.name.value];
    if (definition === undefined) return [];
    const named = getNamedType(definition.type);
    this.#known.add(named.name);
    for (const arg of definition.args)
      if (node.arguments?.some((one) => one.name.value === arg.name)) this.#known.add(getNamedType(arg.type).name);
    const args = (node.arguments ?? []).map((arg): [string, Given] => [
      arg.name.value,
      (arg.value.kind === Kind.VARIABLE && this.#variables.get(arg.value.name.value)) || { literal: print(arg.value) },
    ]);
    const root = Object.values(rootTypeOf).includes(declared as 'Query');
    return [
      {
        field: node.name.value,
        type: String(definition.type),
        line: node.loc?.startToken.line ?? 1,
        ...(file === this.#home ? {} : { file }),
        ...(parent.name === declared || root ? {} : { on: parent.name }),
        ...(args.length === 0 ? {} : { args: Object.fromEntries(args) }),
        ...(node.selectionSet && isCompositeType(named)
          ? { select: this.read(node.selectionSet, named, named.name, file) }
          : {}),
      },
    ];
  }
}

/** Collects the types operations touch, input types with everything below them. */
function createKnownTypes(schema: GraphQLSchema) {
  const types = { enums: {}, inputs: {}, abstract: {}, scalars: [] } as {
    enums: KnownTypes['enums'];
    inputs: KnownTypes['inputs'];
    abstract: KnownTypes['abstract'];
    scalars: string[];
  };
  const seen = new Set<string>();
  const add = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const type = schema.getType(name);
    if (isEnumType(type)) types.enums[name] = type.getValues().map((value) => value.name);
    else if (isAbstractType(type)) types.abstract[name] = schema.getPossibleTypes(type).map((one) => one.name);
    else if (isScalarType(type)) types.scalars.push(name);
    else if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      types.inputs[name] = Object.fromEntries(
        fields.map((field) => [
          field.name,
          { type: String(field.type), ...(field.defaultValue === undefined ? {} : { hasDefault: true }) },
        ]),
      );
      for (const field of fields) add(getNamedType(getNullableType(field.type)).name);
    }
  };
  return { types, add };
}
