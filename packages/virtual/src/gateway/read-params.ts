/** The body of `POST /graphql`. What is wrong with it is said as GraphQL Yoga says it. */
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { GraphqlParams } from './find-operation.ts';
import { Refused } from './refused.ts';

/** The gateway's own limit. */
const maxBodyBytes = 256 * 1024;

export type ReadParams =
  | { readonly ok: true; readonly params: GraphqlParams }
  | { readonly ok: false; readonly status: 400; readonly result: ExecutionResult };

export function readParams(text: string): ReadParams {
  if (new TextEncoder().encode(text).byteLength > maxBodyBytes)
    throw new Refused(413, 'BODY_TOO_LARGE', `The request body is larger than ${maxBodyBytes} bytes.`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return malformed('POST body sent invalid JSON.');
  }
  if (Array.isArray(body)) return malformed('Batching is not supported.');
  if (typeof body !== 'object' || body === null)
    return malformed(`POST body is expected to be object but received ${body === null ? 'null' : typeof body}`);
  const { variables } = body as GraphqlParams;
  if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables))) {
    const given = Array.isArray(variables) ? 'array' : typeof variables;
    return malformed(`Expected "variables" param to be empty or an object, but given ${given}.`);
  }
  return { ok: true, params: body };
}

function malformed(message: string): ReadParams {
  const errors = [new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } })];
  return { ok: false, status: 400, result: { errors } };
}
