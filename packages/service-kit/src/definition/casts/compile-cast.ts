/**
 * Steps, made ready to run. A cast is pure, does not change what it is given, shares what it leaves alone, and never
 * throws, whatever JSON it meets: a place that is not there is not changed.
 */
import type { JsonObject, JsonValue } from '@tessera/event-log';
import type { CastStep } from './cast.ts';
import { each, parsePath, type PathToken } from './cast-path.ts';
import { isObject, without } from './json-objects.ts';

export type Cast = (data: JsonObject) => JsonObject;
type Change = (value: JsonValue) => JsonValue;

/** Throws for steps that are malformed: `checkSteps` says so in words, before anybody runs them. */
export function compileCast(steps: readonly CastStep[]): Cast {
  const changes = steps.map((step) => {
    const change = compileStep(step);
    if ('problem' in change) throw new TypeError(change.problem);
    return change.run;
  });
  // A step leads from object to object: only members are changed, never the whole.
  return (data) => changes.reduce<JsonValue>((value, change) => change(value), data) as JsonObject;
}

/** What is wrong with the steps, one sentence each. */
export function checkSteps(steps: readonly CastStep[]): string[] {
  return steps.flatMap((step) => {
    const change = compileStep(step);
    return 'problem' in change ? [change.problem] : [];
  });
}

function compileStep(step: CastStep): { readonly run: Change } | { readonly problem: string } {
  switch (step.op) {
    case 'rename':
      return atMember(
        step.path,
        (object, name) =>
          Object.hasOwn(object, name) && name !== step.to
            ? { ...without(object, name), [step.to]: object[name]! }
            : object,
        step.to,
      );
    case 'default':
      return atMember(step.path, (object, name) =>
        Object.hasOwn(object, name) ? object : { ...object, [name]: step.value },
      );
    case 'drop':
      return atMember(step.path, (object, name) => (Object.hasOwn(object, name) ? without(object, name) : object));
    case 'map':
      return atValue(step.path, (value) => {
        if (typeof value !== 'string') return value;
        if (Object.hasOwn(step.values, value)) return step.values[value]!;
        return step.otherwise === undefined ? value : step.otherwise;
      });
    case 'move':
      return compileMove(step.from, step.to);
    default:
      return {
        problem:
          `there is no step "${String((step as { readonly op?: unknown }).op)}": use rename, setDefault, move, mapValues, ` +
          'drop. What they cannot express is a new event type.',
      };
  }
}

/** A change of every object that has the path's last member, or could have it. */
function atMember(path: string, change: (object: JsonObject, name: string) => JsonObject, newName?: string) {
  const tokens = parsePath(path);
  if ('problem' in tokens) return tokens;
  if (newName !== undefined) {
    const renamed = parsePath(newName);
    if ('problem' in renamed) return renamed;
    if (renamed.length > 1)
      return { problem: `rename("${path}", "${newName}"): the second is a name, not a path; use move.` };
  }
  const name = tokens.at(-1)!;
  if (name === each) return { problem: `"${path}" must end with a member's name.` };
  const run: Change = (value) =>
    changeAt(value, tokens, tokens.length - 1, 0, (object) => (isObject(object) ? change(object, name) : object));
  return { run };
}

function atValue(path: string, change: Change) {
  const tokens = parsePath(path);
  if ('problem' in tokens) return tokens;
  const run: Change = (value) => changeAt(value, tokens, tokens.length, 0, change);
  return { run };
}

function compileMove(from: string, to: string): { readonly run: Change } | { readonly problem: string } {
  const [source, target] = [parsePath(from), parsePath(to)];
  if ('problem' in source) return source;
  if ('problem' in target) return target;
  const shared = Math.max(source.lastIndexOf(each), target.lastIndexOf(each)) + 1;
  const sameList = source.slice(0, shared).every((token, index) => token === target[index]);
  if (!sameList || source.length === shared || target.length === shared) {
    return {
      problem: `move("${from}", "${to}"): through lists, both must go on from the same element, like lines[].a and lines[].b.a.`,
    };
  }
  // The shared part holds every `[]`, so that only names are left.
  const [names, destination] = [source.slice(shared), target.slice(shared)] as [readonly string[], readonly string[]];
  const run: Change = (value) =>
    changeAt(value, source, shared, 0, (base) => (isObject(base) ? moveWithin(base, names, destination) : base));
  return { run };
}

function moveWithin(base: JsonObject, from: readonly string[], to: readonly string[]): JsonObject {
  const taken = takeOut(base, from);
  if (taken === undefined) return base;
  // Something that is no object stands in the way: nothing is moved, so that nothing is lost.
  return putIn(taken.rest, to, taken.value) ?? base;
}

function takeOut(
  object: JsonObject,
  [name, ...deeper]: readonly string[],
): { value: JsonValue; rest: JsonObject } | undefined {
  if (name === undefined || !Object.hasOwn(object, name)) return undefined;
  const value = object[name]!;
  if (deeper.length === 0) return { value, rest: without(object, name) };
  const inner = isObject(value) ? takeOut(value, deeper) : undefined;
  return inner && { value: inner.value, rest: { ...object, [name]: inner.rest } };
}

function putIn(object: JsonObject, [name, ...deeper]: readonly string[], value: JsonValue): JsonObject | undefined {
  if (name === undefined) return undefined;
  if (deeper.length === 0) return { ...object, [name]: value };
  const next = Object.hasOwn(object, name) ? object[name] : {};
  const changed = isObject(next) ? putIn(next, deeper, value) : undefined;
  return changed && { ...object, [name]: changed };
}

/** Changes every value that the first `depth` tokens lead to. */
function changeAt(
  value: JsonValue,
  tokens: readonly PathToken[],
  depth: number,
  at: number,
  change: Change,
): JsonValue {
  if (at === depth) return change(value);
  const token = tokens[at]!;
  if (token === each) {
    return Array.isArray(value)
      ? (value as readonly JsonValue[]).map((element) => changeAt(element, tokens, depth, at + 1, change))
      : value;
  }
  if (!isObject(value) || !Object.hasOwn(value, token)) return value;
  const before = value[token]!;
  const after = changeAt(before, tokens, depth, at + 1, change);
  return after === before ? value : { ...value, [token]: after };
}
