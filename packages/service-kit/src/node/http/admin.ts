/** `/admin/…`: what operators do to a service's views. With the internal token, like everything but health. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventLog } from '@tessera/event-log';
import { z } from 'zod';
import { recordDecision, type ParkingDecision } from '../../core/fold/parking-decision.ts';
import { patienceMs } from '../../core/graphql/request-context.ts';
import { parkedReactions } from '../../core/policy/parked-reactions.ts';
import type { ServiceRuntime } from '../../core/runtime/service-runtime.ts';
import type { World } from '../../core/world/world.ts';
import { answerJson, HttpProblem, readJson } from './answer.ts';
import type { Caller } from './caller.ts';
import { answerCopy, type CopySource } from '../copy/answer-copy.ts';

export interface AdminOptions {
  readonly runtime: ServiceRuntime;
  readonly log: EventLog;
  readonly world: World;
  readonly bodyLimit: number;
  readonly copy: CopySource;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller;
}

export interface AdminRoutes {
  /** False: there is no such route. */
  handle(name: string, query: URLSearchParams, exchange: Exchange): Promise<boolean>;
}

const commandId = z.string().min(1).max(200).optional();
const retrySchema = z.object({ projection: z.string(), event: z.string().nullish(), commandId });
const dropSchema = z.object({ projection: z.string(), event: z.string(), reason: z.string().trim().min(1), commandId });
const reactionSchema = z.object({ id: z.string(), reason: z.string().trim().min(1).optional() });
const rebuildSchema = z.object({ projections: z.array(z.string()).min(1).nullish() });

export function createAdminRoutes({ runtime, log, world, bodyLimit, copy }: AdminOptions): AdminRoutes {
  const service = runtime.compiled.definition.name;

  function checkProjection(name: string): void {
    if (runtime.compiled.projections.has(name)) return;
    const { policies, effects } = runtime.compiled.definition;
    if ([policies, effects].some((reactions) => Object.hasOwn(reactions, name)))
      throw new HttpProblem(404, 'NOT_PARKED', `Of "${name}" of "${service}" nothing like that is parked.`);
    const known = [...runtime.compiled.projections.keys()].join(', ');
    throw new HttpProblem(404, 'UNKNOWN_PROJECTION', `There is no projection "${name}"; there are: ${known}.`);
  }

  async function decide(
    decision: ParkingDecision,
    caller: Caller,
    given: string | undefined,
    response: ServerResponse,
  ): Promise<void> {
    checkProjection(decision.projection);
    const isMeant = ({ projection, event }: { readonly projection: string; readonly event: string }): boolean =>
      projection === decision.projection && (decision.event ?? event) === event;
    const stands = runtime.folder.stopped().find(isMeant);
    if (stands !== undefined && decision.action === 'retry') {
      throw new HttpProblem(
        409,
        'NOT_READABLE',
        `"${stands.projection}" stands still before ${stands.event}: ${stands.reason} It goes on by itself then, or when the event is dropped.`,
      );
    }
    if (stands === undefined && !runtime.folder.parked().some(isMeant)) {
      const what = decision.event === null ? 'nothing is parked' : `the event ${decision.event} is not parked`;
      throw new HttpProblem(404, 'NOT_PARKED', `In "${decision.projection}" of "${service}" ${what}.`);
    }
    const position = await recordDecision(log, service, decision, {
      commandId: given ?? world.newId('parking'),
      user: caller.user?.id,
      time: world.now(),
    });
    const carriedOut = await runtime.until(position, patienceMs);
    answerJson(response, carriedOut ? 200 : 202, {
      position: runtime.cursorAt(position),
      carriedOut,
      parked: runtime.folder.parked(),
    });
  }

  /** Reactions of policies and effects alike; whichever replica owns them carries it out. */
  async function decideReaction(
    verb: 'retry' | 'drop',
    { id, reason }: z.infer<typeof reactionSchema>,
    response: ServerResponse,
  ): Promise<void> {
    for (const runner of ['runner', 'effects'] as const) {
      if (await parkedReactions(log, service, runner)[verb](id, reason))
        return answerJson(response, 202, { service, id });
    }
    throw new HttpProblem(404, 'NOT_PARKED', `No reaction "${id}" of "${service}" is parked; see /readyz.`);
  }

  async function read<Shape>(request: IncomingMessage, schema: z.ZodType<Shape>): Promise<Shape> {
    const parsed = schema.safeParse(await readJson(request, bodyLimit));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new HttpProblem(400, 'INVALID_BODY', `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'wrong'}.`);
  }

  return {
    async handle(name, query, { request, response, caller }) {
      switch (name) {
        case 'GET /admin/parked':
          answerJson(response, 200, { service, parked: runtime.folder.parked(), stopped: runtime.folder.stopped() });
          return true;
        case 'POST /admin/parked/retry': {
          const { projection, event = null, commandId: id } = await read(request, retrySchema);
          await decide({ action: 'retry', projection, event }, caller, id, response);
          return true;
        }
        case 'POST /admin/parked/drop': {
          const { projection, event, reason, commandId: id } = await read(request, dropSchema);
          await decide({ action: 'drop', projection, event, reason }, caller, id, response);
          return true;
        }
        case 'POST /admin/reactions/retry':
          await decideReaction('retry', await read(request, reactionSchema), response);
          return true;
        case 'POST /admin/reactions/drop':
          await decideReaction('drop', await read(request, reactionSchema), response);
          return true;
        case 'POST /admin/rebuild': {
          const { projections } = await read(request, rebuildSchema);
          for (const projection of projections ?? []) checkProjection(projection);
          const names = projections ?? [...runtime.compiled.projections.keys()];
          // It may take minutes; /readyz says how far it is.
          void runtime.rebuild(names);
          answerJson(response, 202, { service, projections: names });
          return true;
        }
        case 'GET /admin/copy':
          await answerCopy(response, query.get('view') ?? undefined, copy);
          return true;
        default:
          return false;
      }
    },
  };
}
