/**
 * The history that led to a document's, or an entity's, present state: every event that changed it, what it changed, and
 * what caused it in other services.
 */
import { parseStreamName, type Commit, type EventLog, type RecordedEvent } from '@tessera/event-log';
import type { ServiceDefinition } from '@tessera/service-kit';
import { explainService, type Step } from '@tessera/service-kit/explain';
import { readPosition } from '../events/read-position.ts';
import { createBreathing } from '../terminal/end-of-interest.ts';
import type { Entity } from './entity.ts';
import { fieldChanges, type FieldChange } from './field-changes.ts';

export interface Chapter {
  readonly commit: Commit;
  readonly event: RecordedEvent;
  readonly service: string;
  /** Of whose stream it is not: it changed something here, or caused what did. */
  readonly foreign: boolean;
  /** By thing: `state`, or a document. Empty: it only caused a later one, or changed nothing. */
  readonly changes: readonly { readonly of: string; readonly fields: readonly FieldChange[] }[];
  /** Projections that could not fold it. */
  readonly parked: readonly { readonly of: string; readonly reason: string }[];
  /** The id of the event that a policy answered with the command behind this one. */
  readonly causedBy: string | undefined;
}

export interface History {
  readonly chapters: readonly Chapter[];
  /** What it came to: `state` and documents by name. A document that is gone is not among them. */
  readonly now: Readonly<Record<string, unknown>>;
  /** Other services whose events changed or caused something, with how many. */
  readonly contributors: Readonly<Record<string, number>>;
}

export async function historyOf(
  log: EventLog,
  definition: ServiceDefinition,
  entity: Entity,
  signal: AbortSignal,
): Promise<History> {
  const chapters = new Map<string, Chapter>();
  const now = new Map<string, unknown>();
  for (const chapter of await foldedChapters(log, definition, entity, now, signal)) {
    chapters.set(chapter.event.id, chapter);
  }
  await addCauses(log, chapters, entity, signal);
  const ordered = [...chapters.values()].toSorted(
    (a, b) => a.commit.position - b.commit.position || indexOf(a.event) - indexOf(b.event),
  );
  const contributors: Record<string, number> = {};
  for (const { service } of ordered) {
    if (service !== entity.service) contributors[service] = (contributors[service] ?? 0) + 1;
  }
  return { chapters: ordered, now: Object.fromEntries(now), contributors };
}

/** The first fold finds the entity's documents by key. Where none has it, a second one follows those it created. */
async function foldedChapters(
  log: EventLog,
  definition: ServiceDefinition,
  entity: Entity,
  now: Map<string, unknown>,
  signal: AbortSignal,
): Promise<Chapter[]> {
  if (entity.kind === 'document') {
    return foldOnce(log, definition, entity, ({ of }) => of === entity.document, now, signal);
  }
  const id = parseStreamName(entity.stream)!.id;
  const created = new Set<string>();
  const chapters = await foldOnce(
    log,
    definition,
    entity,
    ({ of, before, after }, commit) => {
      if (commit.stream === entity.stream && of !== 'state' && before === undefined && after !== undefined)
        created.add(of);
      return of === 'state' || of.endsWith(`/${id}`);
    },
    now,
    signal,
  );
  if ([...now.keys()].some((of) => of !== 'state') || created.size === 0) return chapters;
  return foldOnce(log, definition, entity, ({ of }) => of === 'state' || created.has(of), now, signal);
}

async function foldOnce(
  log: EventLog,
  definition: ServiceDefinition,
  entity: Entity,
  concerns: (step: Step, commit: Commit) => boolean,
  now: Map<string, unknown>,
  signal: AbortSignal,
): Promise<Chapter[]> {
  const own = entity.kind === 'stream' ? entity.stream : undefined;
  const service = explainService(definition, log.epoch, { states: (stream) => stream === own });
  const head = await log.head();
  if (head === 0) return [];
  const chapters: Chapter[] = [];
  const breathe = createBreathing();
  for await (const item of log.subscribe({ filter: service.filter }, signal)) {
    await breathe();
    if (item.kind === 'commit' && item.commit.position <= head) {
      const { commit } = item;
      const { steps, parked } = service.fold(commit);
      for (const event of commit.events) {
        const mine = steps.filter((step) => step.event === event && concerns(step, commit));
        for (const { of, after } of mine) {
          if (after === undefined) now.delete(of);
          else now.set(of, after);
        }
        if (mine.length === 0 && commit.stream !== own) continue;
        const failed = parked.filter((one) => one.event === event.id);
        chapters.push(toChapter(commit, event, entity, mine, failed));
      }
    }
    if ((item.kind === 'commit' ? item.commit.position : item.position) >= head) break;
  }
  signal.throwIfAborted();
  return chapters;
}

function toChapter(
  commit: Commit,
  event: RecordedEvent,
  entity: Entity,
  steps: readonly Step[],
  parked: Chapter['parked'],
): Chapter {
  const service = parseStreamName(commit.stream)?.service ?? '?';
  const { causationId } = commit.meta;
  return {
    commit,
    event,
    service,
    foreign: entity.kind === 'stream' ? commit.stream !== entity.stream : service !== entity.service,
    changes: steps.map(({ of, before, after }) => ({ of, fields: fieldChanges(before, after) })),
    parked: parked.map(({ of, reason }) => ({ of, reason })),
    causedBy: causationId !== undefined && /^\d+-\d+$/.test(causationId) ? causationId : undefined,
  };
}

/** Events that policies answered: followed back until nobody's policy was the cause. */
async function addCauses(
  log: EventLog,
  chapters: Map<string, Chapter>,
  entity: Entity,
  signal: AbortSignal,
): Promise<void> {
  const open = [...chapters.values()].flatMap(({ causedBy }) => causedBy ?? []);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    signal.throwIfAborted();
    if (chapters.has(id)) continue;
    const commit = await readPosition(log, Number(id.split('-')[0]));
    const event = commit?.events.find((one) => one.id === id);
    if (!commit || !event) continue;
    const chapter = toChapter(commit, event, entity, [], []);
    chapters.set(id, chapter);
    if (chapter.causedBy !== undefined) open.push(chapter.causedBy);
  }
}

function indexOf({ id }: RecordedEvent): number {
  return Number(id.slice(id.indexOf('-') + 1));
}
