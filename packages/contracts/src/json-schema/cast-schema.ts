/**
 * What event data looks like after a cast: the schema of `steps(data)` from the schema of `data`. Wherever a step's effect
 * cannot be told exactly the answer is wider than the truth, never narrower; `undefined` when it cannot be told at all.
 * The steps' meaning: docs/reference/event-contracts.md.
 */
import { resolveRef } from './json-schema.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';

/** As contracts hold them (`castStepSchema`). */
export type SchemaCastStep =
  | { readonly op: 'rename'; readonly path: string; readonly to: string }
  | { readonly op: 'default'; readonly path: string; readonly value?: unknown }
  | { readonly op: 'move'; readonly from: string; readonly to: string }
  | {
      readonly op: 'map';
      readonly path: string;
      readonly values: Readonly<Record<string, unknown>>;
      readonly otherwise?: unknown;
    }
  | { readonly op: 'drop'; readonly path: string };

export function castSchema(schema: JsonSchema, steps: readonly SchemaCastStep[]): JsonSchema | undefined {
  return steps.reduce<JsonSchema | undefined>((now, step) => now && applyStep(now, step, schema), schema);
}

type Change = (schema: JsonSchema) => JsonSchema | undefined;

function applyStep(schema: JsonSchema, step: SchemaCastStep, root: JsonSchema): JsonSchema | undefined {
  switch (step.op) {
    case 'rename': {
      const [path, name] = split(step.path);
      return changeAt(
        schema,
        path,
        root,
        onObjects(root, (object) => renamed(object, name, step.to)),
      );
    }
    case 'default': {
      const [path, name] = split(step.path);
      const value = step.value ?? null;
      return changeAt(
        schema,
        path,
        root,
        onObjects(root, (object) => put(object, name, present(object, name), { const: value }, true)),
      );
    }
    case 'drop': {
      const [path, name] = split(step.path);
      return changeAt(
        schema,
        path,
        root,
        onObjects(root, (object) => without(object, name)),
      );
    }
    case 'map':
      return changeAt(schema, tokensOf(step.path), root, (value) => mapped(value, step.values, step.otherwise, root));
    case 'move': {
      const [from, to] = [tokensOf(step.from), tokensOf(step.to)];
      const shared = Math.max(from.lastIndexOf('[]'), to.lastIndexOf('[]')) + 1;
      const [source, target] = [from.slice(shared), to.slice(shared)];
      return changeAt(
        schema,
        from.slice(0, shared),
        root,
        onObjects(root, (object) => moved(object, source, target, root)),
      );
    }
  }
}

function tokensOf(path: string): string[] {
  return path.split('.').flatMap((part) => {
    const name = part.replaceAll('[]', '');
    return [name, ...Array.from({ length: (part.length - name.length) / 2 }, () => '[]')];
  });
}

function split(path: string): [string[], string] {
  const tokens = tokensOf(path);
  return [tokens.slice(0, -1), tokens.at(-1)!];
}

/** Changes every schema that the path leads to, in every alternative. */
function changeAt(
  schema: JsonSchema,
  path: readonly string[],
  root: JsonSchema,
  change: Change,
): JsonSchema | undefined {
  const [token, ...deeper] = path;
  if (token === undefined) return change(schema);
  const resolved = resolveRef(schema, root);
  if (resolved === undefined || resolved === true) return undefined;
  if (resolved === false) return false;
  const union = resolved.anyOf ?? resolved.oneOf;
  if (union !== undefined) return everyOption(union, (option) => changeAt(option, path, root, change));
  if (token === '[]') {
    const { items, prefixItems } = resolved;
    const newItems = items === undefined ? undefined : changeAt(items, deeper, root, change);
    if (items !== undefined && newItems === undefined) return undefined;
    const newPrefix = prefixItems?.map((item) => changeAt(item, deeper, root, change));
    if (newPrefix?.some((item) => item === undefined)) return undefined;
    return {
      ...resolved,
      ...(newItems === undefined ? {} : { items: newItems }),
      ...(newPrefix === undefined ? {} : { prefixItems: newPrefix as JsonSchema[] }),
    };
  }
  const member = resolved.properties?.[token];
  if (member === undefined) return isOpen(resolved) ? undefined : resolved;
  const changed = changeAt(member, deeper, root, change);
  return changed === undefined ? undefined : { ...resolved, properties: { ...resolved.properties, [token]: changed } };
}

function everyOption(union: readonly JsonSchema[], change: Change): JsonSchema | undefined {
  const changed = union.map(change);
  // After a change two alternatives may overlap: `oneOf` would no longer say what is meant.
  return changed.some((one) => one === undefined) ? undefined : { anyOf: changed as JsonSchema[] };
}

/** Steps change objects only; what is none is left alone. */
function onObjects(root: JsonSchema, change: (object: JsonSchemaObject) => JsonSchema | undefined): Change {
  const run: Change = (schema) => {
    const resolved = resolveRef(schema, root);
    if (resolved === undefined || resolved === true) return undefined;
    if (resolved === false) return false;
    const union = resolved.anyOf ?? resolved.oneOf;
    if (union !== undefined) return everyOption(union, run);
    if (resolved.type !== undefined && resolved.type !== 'object')
      return typeof resolved.type === 'string' ? resolved : undefined;
    if (resolved.const !== undefined || resolved.enum !== undefined || resolved.type === undefined) return undefined;
    return change(resolved);
  };
  return run;
}

const isOpen = (object: JsonSchemaObject): boolean => (object.additionalProperties ?? true) !== false;

/** The member as it may be: nothing when it cannot be there. */
function present(object: JsonSchemaObject, name: string): { schema: JsonSchema; always: boolean } | undefined {
  const own = object.properties?.[name];
  const always = object.required?.includes(name) ?? false;
  if (own !== undefined) return own === false ? undefined : { schema: own, always };
  return isOpen(object) ? { schema: object.additionalProperties ?? true, always } : undefined;
}

/** `name` becomes `value` where `was` is not there (with `only`), or else wherever `value` is there. */
function put(
  object: JsonSchemaObject,
  name: string,
  was: { schema: JsonSchema; always: boolean } | undefined,
  value: JsonSchema,
  always: boolean,
): JsonSchemaObject {
  const schema = was === undefined ? value : was.always ? was.schema : { anyOf: [was.schema, value] };
  return withMember(object, name, schema, always || (was?.always ?? false));
}

function withMember(object: JsonSchemaObject, name: string, schema: JsonSchema, always: boolean): JsonSchemaObject {
  const required = (object.required ?? []).filter((one) => one !== name);
  return {
    ...object,
    properties: { ...object.properties, [name]: schema },
    required: always ? [...required, name] : required,
  };
}

function without(object: JsonSchemaObject, name: string): JsonSchemaObject {
  return withMember(object, name, false, false);
}

function renamed(object: JsonSchemaObject, name: string, to: string): JsonSchemaObject {
  const member = present(object, name);
  if (member === undefined || name === to) return object;
  return arrive(without(object, name), to, member);
}

/** A member that takes the place of what had the name, as far as it is there at all. */
function arrive(
  object: JsonSchemaObject,
  name: string,
  member: { schema: JsonSchema; always: boolean },
): JsonSchemaObject {
  const before = present(object, name);
  if (member.always || before === undefined) return withMember(object, name, member.schema, member.always);
  return withMember(object, name, { anyOf: [member.schema, before.schema] }, before.always);
}

function moved(
  object: JsonSchemaObject,
  from: readonly string[],
  to: readonly string[],
  root: JsonSchema,
): JsonSchema | undefined {
  const taken = takeOut(object, from, root);
  if (taken === 'unknown') return undefined;
  if (taken === undefined) return object;
  return putIn(taken.rest, to, taken.member, root);
}

type Taken = { readonly rest: JsonSchemaObject; readonly member: { schema: JsonSchema; always: boolean } };

function takeOut(object: JsonSchemaObject, path: readonly string[], root: JsonSchema): Taken | 'unknown' | undefined {
  const [name, ...deeper] = path as [string, ...string[]];
  const member = present(object, name);
  if (member === undefined) return undefined;
  if (deeper.length === 0) return { rest: without(object, name), member };
  const inside = resolveRef(member.schema, root);
  // Through something that may be null or one of several, what is taken depends on which it is.
  if (typeof inside !== 'object' || inside.type !== 'object') return 'unknown';
  const taken = takeOut(inside, deeper, root);
  if (taken === undefined || taken === 'unknown') return taken;
  return {
    rest: withMember(object, name, taken.rest, member.always),
    member: { schema: taken.member.schema, always: taken.member.always && member.always },
  };
}

function putIn(
  object: JsonSchemaObject,
  path: readonly string[],
  member: { schema: JsonSchema; always: boolean },
  root: JsonSchema,
): JsonSchema | undefined {
  const [name, ...deeper] = path as [string, ...string[]];
  if (deeper.length === 0) return arrive(object, name, member);
  const existing = present(object, name);
  const empty: JsonSchemaObject = { type: 'object', properties: {}, required: [], additionalProperties: false };
  if (existing === undefined) {
    const made = putIn(empty, deeper, { schema: member.schema, always: true }, root);
    return made === undefined ? undefined : withMember(object, name, made, member.always);
  }
  const inside = resolveRef(existing.schema, root);
  if (typeof inside !== 'object' || inside.type !== 'object') return undefined;
  if (!existing.always) return undefined;
  const changed = putIn(inside, deeper, member, root);
  return changed === undefined ? undefined : withMember(object, name, changed, true);
}

function mapped(
  schema: JsonSchema,
  values: Readonly<Record<string, unknown>>,
  otherwise: unknown,
  root: JsonSchema,
): JsonSchema | undefined {
  const resolved = resolveRef(schema, root);
  if (resolved === undefined || resolved === true) return undefined;
  if (resolved === false) return false;
  const union = resolved.anyOf ?? resolved.oneOf;
  if (union !== undefined) return everyOption(union, (option) => mapped(option, values, otherwise, root));
  const image = (value: unknown): unknown =>
    typeof value !== 'string'
      ? value
      : Object.hasOwn(values, value)
        ? values[value]
        : otherwise === undefined
          ? value
          : otherwise;
  if (resolved.const !== undefined) return { const: image(resolved.const) };
  if (resolved.enum !== undefined) return { enum: resolved.enum.map(image) };
  if (resolved.type === undefined || Array.isArray(resolved.type)) return undefined;
  if (resolved.type !== 'string') return resolved;
  const named = Object.values(values).map((value): JsonSchema => ({ const: value }));
  return { anyOf: [...named, otherwise === undefined ? resolved : { const: otherwise }] };
}
