/** What an operation sends against what a service release accepts: arguments, literals, variables, input types. */
import { Kind, parseValue } from 'graphql';
import type { ValueNode } from 'graphql';
import type { ArgumentDef, FieldDef, ServiceGraph } from '../../graph/service-graph.ts';
import { isRequired } from '../../graph/service-graph.ts';
import { inputMisfit, typeRef, valueMisfit } from '../../graph/type-ref.ts';
import type { TypeRef } from '../../graph/type-ref.ts';
import type { Given, KnownTypes } from '../../operation/uses.ts';
import type { RefusalCode } from '../codes.ts';

export interface InputProblem {
  readonly code: RefusalCode;
  readonly subject: string;
  readonly message: string;
}

type Report = (code: RefusalCode, subject: string, message: string) => void;

/** Problems of the arguments that are given to `Order.lines`, and of what its release demands besides. */
export function argumentProblems(
  coordinate: string,
  given: Readonly<Record<string, Given>>,
  definition: FieldDef,
  graph: ServiceGraph,
  known: KnownTypes,
): InputProblem[] {
  const problems: InputProblem[] = [];
  const report: Report = (code, subject, message) => void problems.push({ code, subject, message });
  for (const [name, value] of Object.entries(given)) {
    const subject = `${coordinate}(${name}:)`;
    const accepted = definition.args.get(name);
    if (accepted === undefined) {
      report('ARGUMENT_UNKNOWN', subject, `does not take the argument "${name}"`);
      continue;
    }
    if ('variable' in value) checkVariable(subject, value, accepted, report);
    else checkLiteral(subject, value.literal, accepted, graph, report);
    // A literal without variables says all there is; what a variable holds is known by its type only.
    const isOpen = 'variable' in value || value.literal.includes('$');
    if (isOpen) checkInputType(typeRef(accepted.type).named, graph, known, report, new Set());
  }
  for (const [name, accepted] of definition.args) {
    if (isRequired(accepted) && !Object.hasOwn(given, name))
      report(
        'ARGUMENT_REQUIRED',
        `${coordinate}(${name}:)`,
        `demands the argument "${name}" (${accepted.type}), which is not given`,
      );
  }
  return problems;
}

function checkVariable(
  subject: string,
  given: { readonly variable: string; readonly hasDefault?: boolean | undefined },
  accepted: ArgumentDef,
  report: Report,
): void {
  const sent = typeRef(given.variable);
  const target = typeRef(accepted.type);
  const misfit = inputMisfit(sent, target);
  if (misfit === 'retyped')
    report('ARGUMENT_RETYPED', subject, `takes ${accepted.type}, and is given ${given.variable}`);
  // A nullable variable passes where one of both sides has a default; the default only stands in for the outermost null.
  const hasDefault = given.hasDefault === true || accepted.hasDefault;
  const isSaved = hasDefault && inputMisfit({ ...sent, nonNull: true }, target) === undefined;
  if (misfit === 'required' && !isSaved)
    report('ARGUMENT_REQUIRED', subject, `takes ${accepted.type}, and is given ${given.variable}, which may be null`);
}

function checkLiteral(
  subject: string,
  literal: string,
  accepted: ArgumentDef,
  graph: ServiceGraph,
  report: Report,
): void {
  if (!literalFits(parseValue(literal, { noLocation: true }), typeRef(accepted.type), graph))
    report('ARGUMENT_RETYPED', subject, `takes ${accepted.type}, and is given ${literal}`);
}

function literalFits(node: ValueNode, type: TypeRef, graph: ServiceGraph): boolean {
  // A variable inside a literal: its type is not written down here, the input types are judged instead.
  if (node.kind === Kind.VARIABLE) return true;
  if (node.kind === Kind.NULL) return !type.nonNull;
  if (type.list !== undefined) {
    const item = type.list;
    if (node.kind !== Kind.LIST) return literalFits(node, item, graph);
    return node.values.every((value) => literalFits(value, item, graph));
  }
  const named = graph.types.get(type.named);
  if (named === undefined) return false;
  if (named.kind === 'enum') return node.kind === Kind.ENUM && named.values.has(node.value);
  if (named.kind !== 'input') return scalarFits(node, type.named);
  if (node.kind !== Kind.OBJECT) return false;
  const given = new Map(node.fields.map((one) => [one.name.value, one.value]));
  for (const [name, value] of given) {
    const field = named.fields.get(name);
    if (field === undefined || !literalFits(value, typeRef(field.type), graph)) return false;
  }
  return [...named.fields].every(([name, field]) => given.has(name) || !isRequired(field));
}

function scalarFits(node: ValueNode, name: string): boolean {
  switch (name) {
    case 'Int':
      return node.kind === Kind.INT && Math.abs(Number(node.value)) < 2 ** 31;
    case 'Float':
      return node.kind === Kind.INT || node.kind === Kind.FLOAT;
    case 'String':
      return node.kind === Kind.STRING;
    case 'ID':
      return node.kind === Kind.STRING || node.kind === Kind.INT;
    case 'Boolean':
      return node.kind === Kind.BOOLEAN;
    default:
      return true;
  }
}

/** Whatever the app could send of an input type when it was built must still be accepted, and be enough. */
function checkInputType(name: string, graph: ServiceGraph, known: KnownTypes, report: Report, seen: Set<string>): void {
  if (seen.has(name)) return;
  seen.add(name);
  const offered = graph.types.get(name);
  const values = known.enums[name];
  if (values !== undefined && offered?.kind === 'enum') {
    for (const value of values)
      if (!offered.values.has(value)) report('INPUT_VALUE_UNKNOWN', `${name}.${value}`, 'is not accepted');
  }
  const sent = known.inputs[name];
  if (sent === undefined || offered?.kind !== 'input') return;
  for (const [field, { type, hasDefault }] of Object.entries(sent)) {
    const subject = `${name}.${field}`;
    const accepted = offered.fields.get(field);
    if (accepted === undefined) {
      report('INPUT_FIELD_UNKNOWN', subject, 'is not accepted, and the app may send it');
      continue;
    }
    // What had a default may have been left out, whatever its type says.
    const mayBeAbsent = hasDefault === true || !type.endsWith('!');
    const misfit = valueMisfit(typeRef(type), typeRef(accepted.type));
    if (misfit === 'retyped')
      report('INPUT_FIELD_RETYPED', subject, `takes ${accepted.type}, and the app sends ${type}`);
    else if (misfit === 'required' || (mayBeAbsent && isRequired(accepted)))
      report(
        'INPUT_FIELD_REQUIRED',
        subject,
        `is demanded (${accepted.type}), and the app may leave it out or send null`,
      );
    checkInputType(typeRef(accepted.type).named, graph, known, report, seen);
  }
  for (const [field, accepted] of offered.fields) {
    if (!Object.hasOwn(sent, field) && isRequired(accepted))
      report(
        'INPUT_FIELD_REQUIRED',
        `${name}.${field}`,
        `is demanded (${accepted.type}), and the app does not know it`,
      );
  }
}
