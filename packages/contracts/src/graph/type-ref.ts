/** A GraphQL type as a use or a definition writes it: `[OrderLine!]!`. */
export interface TypeRef {
  readonly nonNull: boolean;
  /** The innermost type's name. */
  readonly named: string;
  readonly list?: TypeRef;
}

const known = new Map<string, TypeRef>();

/** Parsed once per text: a product's contracts write the same few types over and over. */
export function typeRef(text: string): TypeRef {
  const found = known.get(text);
  if (found !== undefined) return found;
  const nonNull = text.endsWith('!');
  const bare = nonNull ? text.slice(0, -1) : text;
  const list = bare.startsWith('[') ? typeRef(bare.slice(1, -1)) : undefined;
  const parsed: TypeRef = { nonNull, named: list?.named ?? bare, ...(list === undefined ? {} : { list }) };
  known.set(text, parsed);
  return parsed;
}

/** Answers that were valid as one named type and stay so as another: an ID is text, an Int is a Float. */
const readsAs: Readonly<Record<string, readonly string[]>> = { Float: ['Int'], ID: ['String'], String: ['ID'] };

/** Why an answer of type `offered` is not what somebody who expects `expected` can read; undefined when it is. */
export function outputMisfit(expected: TypeRef, offered: TypeRef): 'nullable' | 'retyped' | undefined {
  if (expected.list !== undefined || offered.list !== undefined) {
    if (expected.list === undefined || offered.list === undefined) return 'retyped';
    const inside = outputMisfit(expected.list, offered.list);
    if (inside !== undefined) return inside;
  } else if (expected.named !== offered.named && !readsAs[expected.named]?.includes(offered.named)) return 'retyped';
  return expected.nonNull && !offered.nonNull ? 'nullable' : undefined;
}

/** Why a value of type `sent` is refused where `accepted` is asked for. GraphQL's variable rule: names must be the same. */
export function inputMisfit(sent: TypeRef, accepted: TypeRef): 'required' | 'retyped' | undefined {
  if (sent.list !== undefined || accepted.list !== undefined) {
    if (sent.list === undefined || accepted.list === undefined) return 'retyped';
    const inside = inputMisfit(sent.list, accepted.list);
    if (inside !== undefined) return inside;
  } else if (sent.named !== accepted.named) return 'retyped';
  return accepted.nonNull && !sent.nonNull ? 'required' : undefined;
}

/** Values that one scalar takes of another when they come in a variable: an Int is a Float, text is an ID. */
const takes: Readonly<Record<string, readonly string[]>> = { Float: ['Int'], ID: ['String', 'Int'], String: ['ID'] };

/**
 * Why a value of type `sent` inside a variable's value is refused where `accepted` is asked for. Here GraphQL coerces: one
 * value passes for a list of it, and scalars by what they take rather than by name.
 */
export function valueMisfit(sent: TypeRef, accepted: TypeRef): 'required' | 'retyped' | undefined {
  if (accepted.nonNull && !sent.nonNull) return valueMisfit({ ...sent, nonNull: true }, accepted) ?? 'required';
  if (accepted.list !== undefined) {
    // A null stands for the list, never for an entry of it.
    return valueMisfit(sent.list ?? { ...sent, nonNull: true }, accepted.list);
  }
  if (sent.list !== undefined) return 'retyped';
  return sent.named === accepted.named || takes[accepted.named]?.includes(sent.named) ? undefined : 'retyped';
}
