/**
 * Folds a log as the service itself does, and tells of every event what it changed. For tools that explain a document or
 * an entity's state; nothing is stored, and nothing is reacted to.
 *
 * The service's handlers run inside its own folder (parking included); they are only watched. So what is explained here is
 * what a replica shows, by construction.
 */
import { parseStreamName, type Commit, type RecordedEvent } from '@tessera/event-log';
import { compileService, type CompiledService } from '../core/compiled-service.ts';
import { createFolder } from '../core/fold/folder.ts';
import { toOccurrence } from '../core/occurrence.ts';
import type { Documents, Fold, ProjectionDefinition } from '../definition/projection.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import { createMemoryStore } from '../memory/memory-store.ts';

/** One event's effect on one thing: a document, or the state that commands of its stream are decided on. */
export interface Step {
  /** `<service>.<projection>/<key>`, or `state` of the event's own stream. */
  readonly of: string;
  readonly event: RecordedEvent;
  /** Undefined: it was not there. */
  readonly before: unknown;
  readonly after: unknown;
}

export interface ExplainedCommit {
  readonly steps: readonly Step[];
  /** Events that a projection, or the stream's `evolve` (`state`), could not fold, with the reason. */
  readonly parked: readonly { readonly of: string; readonly event: string; readonly reason: string }[];
}

export interface ExplainedService {
  /** Which subjects of the log concern the service. */
  readonly filter: readonly string[];
  /** In order, each commit once. */
  fold(commit: Commit): ExplainedCommit;
}

/** How many commits' documents are kept apart before they are put together; memory, nothing else. */
const flushEvery = 1_000;

/** `states`: of which streams the state is followed as well. @default none */
export function explainService(
  definition: ServiceDefinition,
  epoch: string,
  { states = () => false }: { readonly states?: (stream: string) => boolean } = {},
): ExplainedService {
  let touched: { projection: string; event: string; key: string; before: unknown; after: unknown }[] = [];
  const watched: ServiceDefinition = {
    ...definition,
    projections: Object.fromEntries(
      Object.entries(definition.projections).map(([name, projection]) => [name, watch(name, projection)]),
    ),
  };
  const compiled: CompiledService = compileService(watched);
  const store = createMemoryStore([...compiled.projections.values()].map(({ shape }) => shape));
  const folder = createFolder(compiled, store, epoch, () => undefined);
  const stateOf = new Map<string, unknown>();
  let parkedBefore = 0;

  function watch(name: string, projection: ProjectionDefinition): ProjectionDefinition {
    const on = Object.entries(projection.on).map(([type, fold]): [string, Fold<object>] => [
      type,
      (docs, e) => {
        const before = new Map<string, object | undefined>();
        fold(watchDocuments(docs, before), e);
        for (const [key, was] of before) {
          touched.push({ projection: name, event: e.id, key, before: was, after: docs.get(key) });
        }
      },
    ]);
    return { ...projection, on: Object.fromEntries(on) };
  }

  function stepState(commit: Commit, event: RecordedEvent): Step | { readonly reason: string } | undefined {
    const evolve = definition.streams[parseStreamName(commit.stream)?.type ?? ''];
    const type = compiled.nameOf(commit, event);
    if (evolve === undefined || type === undefined || type.includes('.')) return undefined;
    const apply = Object.hasOwn(evolve.evolve, event.type) ? evolve.evolve[event.type] : undefined;
    if (apply === undefined) return undefined;
    const before = stateOf.has(commit.stream) ? stateOf.get(commit.stream) : evolve.initial;
    try {
      const after = apply(before, toOccurrence(commit, event, epoch, type, compiled.dataOf(type, event, commit)));
      stateOf.set(commit.stream, after);
      return { of: 'state', event, before, after };
    } catch (error) {
      return { reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  return {
    filter: compiled.filter,
    fold(commit) {
      touched = [];
      folder.fold(commit);
      if (folder.unwritten >= flushEvery) folder.flush();
      const parked = folder.parked().slice(parkedBefore);
      parkedBefore += parked.length;
      const failed = parked.map(({ projection, event, reason }) => ({
        of: `${definition.name}.${projection}`,
        event,
        reason,
      }));
      const steps: Step[] = [];
      for (const event of commit.events) {
        const state = states(commit.stream) ? stepState(commit, event) : undefined;
        if (state && 'reason' in state) failed.push({ of: 'state', event: event.id, reason: state.reason });
        else if (state) steps.push(state);
        for (const one of touched) {
          if (one.event !== event.id) continue;
          const { projection, key, before, after } = one;
          steps.push({ of: documentName(definition.name, projection, key), event, before, after });
        }
      }
      return { steps, parked: failed };
    },
  };
}

function documentName(service: string, projection: string, key: string): string {
  return `${service}.${projection}/${key}`;
}

/** Notes what each key's document was when it was first touched. */
function watchDocuments(docs: Documents<object>, before: Map<string, object | undefined>): Documents<object> {
  function touch(key: string): void {
    if (!before.has(key)) before.set(key, docs.get(key));
  }
  return {
    get: (key) => docs.get(key),
    put(key, doc) {
      touch(key);
      docs.put(key, doc);
    },
    patch(key, change) {
      touch(key);
      docs.patch(key, change);
    },
    remove(key) {
      touch(key);
      docs.remove(key);
    },
  };
}
