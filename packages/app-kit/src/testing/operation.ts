/** What the graph answers in a test: one operation, by the document the app imports. */
import { definitionOf, hashOf, nameOf, type Document } from '../graph/document.ts';

export interface Call<Variables> {
  readonly variables: Variables;
  /** `x-tessera-app`, `x-correlation-id`, `x-tessera-at-least` and the rest. */
  readonly headers: Headers;
  /** 0 for the first call. */
  readonly index: number;
}

/** Answers data, or throws one of `refuse`, `unavailable`, `expired`, `networkLoss`. */
export type Resolver<Data, Variables> = (variables: Variables, call: Call<Variables>) => Data | Promise<Data>;

/** What the harness needs of a mocked operation. */
export interface PlayedOperation {
  readonly hash: string;
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  /** Whose answer it is. */
  readonly service: string;
  handle(variables: unknown, headers: Headers): Promise<unknown>;
}

export interface MockedOperation<Data, Variables> extends PlayedOperation {
  /** Every call so far, oldest first. */
  readonly calls: readonly Call<Variables>[];
  /** From now on it answers by this. */
  answer(resolver: Resolver<Data, Variables>): void;
}

export interface OperationOptions {
  /** Whose answer it is: a command of a service makes the queries answered by it ask again. @default 'test' */
  readonly service?: string;
}

/** `operation(OrdersOrderDocument, ({id}) => ({order: …}))` */
export function operation<Data, Variables, const Answer extends Data>(
  document: Document<Data, Variables>,
  resolver: Resolver<Answer, NoInfer<Variables>>,
  { service = 'test' }: OperationOptions = {},
): MockedOperation<Data, Variables> {
  const calls: Call<Variables>[] = [];
  let current: Resolver<Data, Variables> = resolver;
  return {
    hash: hashOf(document),
    name: nameOf(document),
    kind: definitionOf(document)?.operation === 'mutation' ? 'mutation' : 'query',
    service,
    calls,
    answer: (next) => (current = next),
    async handle(variables, headers) {
      const call: Call<Variables> = { variables: variables as Variables, headers, index: calls.length };
      calls.push(call);
      return current(call.variables, call);
    },
  };
}
