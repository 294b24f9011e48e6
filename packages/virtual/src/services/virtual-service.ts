/**
 * One hosted service as graph and hub reach it. Where production has HTTP between them, here are the faults: a service
 * that is down answers nothing, breaks its feed and lets its policies stand still, as a dead process does.
 */
import type { Commit, EventLog } from '@tessera/event-log';
import type { GraphService, Owner, ServiceAnswer, ServiceRequest } from '@tessera/graph';
import type { Clock } from '@tessera/live';
import type { DocumentsAnswer, DocumentSource, FeedMessage, Opening, Refusal } from '@tessera/live/hub';
import {
  contractOf,
  createInMemoryHost,
  type EffectPorts,
  type InMemoryHost,
  type KeyVault,
  type ServiceDefinition,
} from '@tessera/service-kit';
import type { ServiceFaults } from '../faults/faults.ts';
import type { RequestContext } from '../gateway/request-context.ts';
import { createReactionView } from '../world/reaction-view.ts';
import { wait } from '../world/wait.ts';

export interface VirtualServiceOptions {
  readonly definition: ServiceDefinition;
  readonly owner: Owner;
  readonly log: EventLog;
  /** The log's: all services of a platform share it. */
  readonly vault: KeyVault;
  readonly clock: Clock;
  readonly ids: (prefix: string) => string;
  readonly random: () => number;
  readonly reactionDelay: () => number;
  readonly isHistory: (commit: Commit) => boolean;
  readonly faults: ServiceFaults;
  readonly effects: EffectPorts | undefined;
  readonly onUnexpected: (error: unknown) => void;
}

export interface VirtualService {
  readonly name: string;
  readonly host: InMemoryHost;
  readonly graph: GraphService<RequestContext>;
  readonly source: DocumentSource;
  readonly faults: ServiceFaults;
}

/** Starts it on the log as it is: everything recorded before is history. */
export function createVirtualService(options: VirtualServiceOptions): VirtualService {
  const { definition, owner, log, clock, ids, random, faults } = options;
  const { name } = definition;
  const { schema, computed, live } = contractOf(definition);
  const host = createInMemoryHost(definition, {
    log,
    vault: options.vault,
    reactions: createReactionView({
      log,
      clock,
      delay: options.reactionDelay,
      isHistory: options.isHistory,
      whenUp: () => faults.whenUp(),
    }),
    clock: () => new Date(clock.now()).toISOString(),
    alarm: (ms, run) => clock.after(ms, run),
    whenUp: () => faults.whenUp(),
    ...(options.effects && { effects: options.effects }),
    ids,
    random,
    // Nothing is appended through the host: what the log holds is what it must not react to.
    given: [],
    onUnexpected: options.onUnexpected,
  });

  function assertUp(): void {
    if (faults.isDown) throw new Error(`${name} is down: platform.faults.down('${name}').`);
  }

  async function reach<Result>(answer: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    assertUp();
    await wait(
      clock,
      faults.slowMs,
      signal === undefined ? faults.downSignal : AbortSignal.any([signal, faults.downSignal]),
    );
    assertUp();
    const result = await answer();
    assertUp();
    return result;
  }

  async function execute(request: ServiceRequest, context: RequestContext): Promise<ServiceAnswer> {
    const failure = faults.takeFailure(request.kind);
    if (failure !== undefined) {
      const { code, message = `${name} failed with ${code}: platform.faults.fail('${name}', …).` } = failure;
      return { data: null, errors: [{ message, extensions: { code } }] };
    }
    const atLeast = context.atLeast.get(name);
    const answer = await host.execute({
      query: request.query,
      variables: request.variables,
      user: context.user,
      correlationId: context.correlationId,
      ...(atLeast === undefined ? {} : { atLeast }),
    });
    const { position } = answer.extensions?.['tessera'] as { readonly position: string };
    context.positions.seen(name, position, request.kind);
    return answer as ServiceAnswer;
  }

  return {
    name,
    host,
    faults,
    graph: {
      name,
      schema,
      computed,
      live,
      owner,
      execute: (request, context) => reach(() => execute(request, context)),
    },
    source: {
      service: name,
      owner,
      open: ({ field, args, user }, signal) =>
        reach(
          async () =>
            (await host.liveOpen({ field, args, user: user && { ...user, roles: [...user.roles] } })) as
              Opening | Refusal,
          signal,
        ),
      documents: (request, signal) => reach(async () => (await host.documents(request)) as DocumentsAnswer, signal),
      feed: (after, signal) => feed(after, signal),
    },
  };

  async function* feed(after: string | undefined, signal: AbortSignal): AsyncGenerator<FeedMessage> {
    assertUp();
    const down = faults.downSignal;
    const request = after === undefined ? {} : { after };
    for await (const line of host.feed(request, AbortSignal.any([signal, down]))) {
      if (down.aborted) break;
      yield line as FeedMessage;
    }
    assertUp();
  }
}
