/** Which documents a live field shows to whom. */
import { coerceInputValue, isNonNullType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import type { LiveArguments } from '../../definition/live.ts';
import { documentType, liveProjection } from '../../definition/live-fields.ts';
import type { ServiceDefinition } from '../../definition/service.ts';
import { anonymous, type User } from '../../definition/user.ts';

export type LiveOpening =
  | { readonly ok: true; readonly projection: string; readonly partition: string; readonly type: string }
  | {
      readonly ok: false;
      readonly code: 'FORBIDDEN' | 'UNKNOWN_FIELD' | 'INVALID_ARGUMENTS';
      readonly message: string;
    };

export function openLive(
  service: ServiceDefinition,
  schema: GraphQLSchema,
  name: string,
  given: { readonly [argument: string]: unknown },
  user: User | null,
): LiveOpening {
  const fields = schema.getSubscriptionType()?.getFields() ?? {};
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const rule = Object.hasOwn(service.live, name) ? service.live[name] : undefined;
  const projection = field && liveProjection(field);
  if (field === undefined || rule === undefined || projection === undefined) {
    const known = Object.keys(fields).join(', ');
    return refuse('UNKNOWN_FIELD', `"${service.name}" has no live field "${name}"; it has: ${known || 'none'}.`);
  }
  const args = coerce(field.args, given);
  if (typeof args === 'string') return refuse('INVALID_ARGUMENTS', `Subscription.${name}: ${args}`);
  const grant = rule(args as LiveArguments, user ?? anonymous);
  if ('forbidden' in grant) return refuse('FORBIDDEN', grant.forbidden);
  return { ok: true, projection, partition: grant.partition, type: documentType(field) };
}

/** The arguments as GraphQL would read them; a text says what is wrong. */
function coerce(
  declared: readonly GraphQLArgument[],
  given: { readonly [argument: string]: unknown },
): { readonly [argument: string]: unknown } | string {
  const args: Record<string, unknown> = {};
  const unknown = Object.keys(given).find((name) => !declared.some((argument) => argument.name === name));
  if (unknown !== undefined) return `it has no argument "${unknown}".`;
  for (const { name, type, defaultValue } of declared) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) {
      if (defaultValue === undefined && isNonNullType(type)) return `the argument "${name}" is missing.`;
      if (defaultValue !== undefined) args[name] = defaultValue;
      continue;
    }
    let problem: string | undefined;
    args[name] = coerceInputValue(value, type, (_path, _value, error) => {
      problem ??= error.message;
    });
    if (problem !== undefined) return `the argument "${name}" is wrong: ${problem}`;
  }
  return args;
}

function refuse(code: (LiveOpening & { ok: false })['code'], message: string): LiveOpening {
  return { ok: false, code, message };
}
